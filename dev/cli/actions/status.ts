import { runtimeInUse } from "../../wiring/connection.ts";
import { look, type ServiceLook } from "../../wiring/look.ts";
import { openProject } from "../../wiring/project.ts";
import { rememberedInstance } from "../../wiring/remembered-instance.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { StatusInput } from "../commands/status.ts";
import { table } from "../table.ts";

const row = ({ name, phase, detail, endpoints, image, standIn, command }: ServiceLook): readonly string[] => [
  name,
  phase,
  phase === "stopped" ? "" : endpoints.map(({ url }) => url).join("  "),
  command ?? (standIn === null ? (image ?? "") : `stand-in for ${image}`),
  detail ?? "",
];

export const run = async ({ options }: StatusInput, { surroundings }: CommandContext): Promise<CommandResult> => {
  const project = await openProject(surroundings, rememberedInstance);
  const services = await look(project, surroundings, options.check);
  const { id, workingCopy } = project.instance;
  const text = [`${id}  ${workingCopy}`, "", table([["SERVICE", "PHASE", "ADDRESS", "IMAGE", ""], ...services.map(row)])].join("\n");
  return { data: { instance: { id, workingCopy, runtime: await runtimeInUse(project) }, services }, text };
};
