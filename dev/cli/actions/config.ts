import { lockedImage } from "../../images/lock.ts";
import type { Template } from "../../model/text.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { ConfigInput } from "../commands/config.ts";

const isTemplate = (value: unknown): value is Template => typeof value === "object" && value !== null && "parts" in value;

/** Holes are shown by what they will be filled with, never filled. */
const shown = ({ parts }: Template): string =>
  parts
    .map((part) => {
      if (typeof part === "string") return part;
      if (part.ref === "credential") return `\${credential ${part.name}}`;
      if (part.ref === "instance-id") return "${instance}";
      if (part.ref === "address-of") return `\${address ${part.service}}`;
      return part.ref === "cluster-id" ? "${cluster id}" : `\${port ${part.service}.${part.endpoint}}`;
    })
    .join("");

export const run = async (_input: ConfigInput, { surroundings }: CommandContext): Promise<CommandResult> => {
  const { instance, configPath, settings, stack, config } = await openProject(surroundings);
  const pinned = Object.keys(config.credentials ?? {});
  const images = stack.services.flatMap((service) => (service.kind === "container" ? [lockedImage(service.image)] : []));
  const resolved = { instance, configFile: configPath ?? null, settings, pinnedCredentials: pinned, stack, images };
  const data: unknown = JSON.parse(JSON.stringify(resolved, (_key, value: unknown) => (isTemplate(value) ? shown(value) : value)));
  return { data, text: JSON.stringify(data, null, 2) };
};
