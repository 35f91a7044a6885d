import type { UiSession } from "../../ui/session.ts";
import { selectable } from "../../ui/rows.ts";
import type { CommandContext } from "../command.ts";
import { copyText } from "./copy.ts";

/** The service that a key is about: the selected one, or the first. */
export const serviceInHand = (session: UiSession): string | undefined => {
  const { ui, view } = session.get();
  return ui.selected ?? selectable(view)[0];
};

/** Copies where a service is reachable, and says how. */
export const copyAddress = async (session: UiSession, { surroundings: { env } }: CommandContext): Promise<void> => {
  const say = (text: string) => session.dispatch({ type: "say", text });
  const service = serviceInHand(session);
  const [endpoint] = session.get().view.services.get(service ?? "")?.endpoints ?? [];
  if (!endpoint) return say(`${service ?? "Nothing"} has no address`);
  say(`Copied ${endpoint.url} ${await copyText(endpoint.url, env, process.platform, (text) => process.stdout.write(text))}.`);
};
