import { DevError } from "../../errors/dev-error.ts";
import type { ExecRequest } from "../../engine/runtime.ts";
import { unknownName } from "../../platform/closest.ts";
import type { Desired } from "../../planner/desired.ts";
import { isProgram } from "../../planner/select.ts";
import { connect } from "../../wiring/connection.ts";
import { desiredOfRunning, knownInstance } from "../../wiring/known-instance.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { ExecInput } from "../commands/exec.ts";

interface Target {
  readonly service: string;
  readonly request: ExecRequest;
}

/** What could be meant, running or not: tools and services of the definition. */
const wordsOf = ({ stack }: Project): readonly string[] =>
  [...new Set(stack.services.flatMap((service) => (service.kind === "container" ? [...Object.keys(service.tools ?? {}), service.name] : [])))];

const ownerOf = ({ stack }: Project, word: string): string | undefined =>
  stack.services.find((service) => service.kind === "container" && (service.name === word || word in (service.tools ?? {})))?.name;

/** No container to run something in. */
const onThisMachine = (name: string): DevError =>
  new DevError("USAGE", `${name} runs on this machine itself, and not in a container`, { hint: `A shell of yours is where it is. neotool dev env prints the variables of the stack.` });

const targetOf = (project: Project, desired: Desired, word: string, rest: readonly string[]): Target => {
  const owner = ownerOf(project, word);
  if (owner === undefined && isProgram(project.stack, word)) throw onThisMachine(word);
  if (owner === undefined) throw unknownName("tool or service", word, wordsOf(project));
  const service = desired.get(owner);
  if (service?.kind !== "container") throw new DevError("SERVICE_NOT_RUNNING", `${owner} does not run, and ${word} runs inside it`, { hint: `neotool dev up --only ${owner}` });
  const tool = service.service.tools?.[word];
  if (tool) return { service: owner, request: { command: [...tool.command, ...rest], ...(tool.env && { env: tool.env }) } };
  return { service: owner, request: { command: rest.length > 0 ? rest : ["sh"] } };
};

export const run = async ({ args }: ExecInput, { surroundings, interrupt, output }: CommandContext): Promise<CommandResult | undefined> => {
  const [word = "", ...given] = args;
  // As kubectl and npm write it: `exec psql -- -c "select 1"`.
  const rest = given[0] === "--" ? given.slice(1) : given;
  const project = await openProject(surroundings);
  const { runtime } = await connect(project, surroundings);
  const observed = await runtime.observe(interrupt.soft);
  const known = await knownInstance(project, surroundings, observed);
  const desired = desiredOfRunning(project, known, observed);
  const { service, request } = targetOf(project, desired, word, rest);
  if (observed.containers.get(service)?.state !== "running") {
    throw new DevError("SERVICE_NOT_RUNNING", `${service} does not run, and ${word} runs inside it`, { hint: `neotool dev up --only ${service}` });
  }
  if (output.mode === "json") {
    const data = await runtime.exec(service, request, interrupt.soft);
    return { data, text: "", exitCode: data.exitCode };
  }
  const exitCode = await runtime.attach(service, request, process, interrupt.soft);
  return { data: { exitCode }, text: "", exitCode };
};
