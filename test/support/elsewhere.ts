import { fillContainer } from "../../dev/planner/resolve.ts";
import { resolveText } from "../../dev/model/text.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../dev/stacks/settings.ts";
import { source } from "../../dev/wiring/desired-state.ts";

/** A file of a service as it is outside a cluster, with the id that clusters of tests have. */
export const elsewhere = (path: string, service: string, settings: Partial<Settings> = {}): string => {
  const found = neotoolStack({ ...DEFAULT_SETTINGS, ...settings }).services.find(({ name }) => name === service);
  if (found?.kind !== "container") throw new Error(`no service ${service}`);
  const { files } = fillContainer(found, (text) => resolveText(text, (ref) => (ref.ref === "instance-id" ? "shop-3fa9c1" : "x")), source);
  const file = files.find((one) => one.path === path);
  if (!file) throw new Error(`${service} has no file ${path}`);
  return file.content;
};
