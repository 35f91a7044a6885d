import { explain, holdersOf, type Explanation } from "../../doctor/why/explain.ts";
import type { StackFacts } from "../../doctor/why/facts.ts";
import { isWell } from "../../doctor/why/phase.ts";
import { formatExplanation } from "../../doctor/why/text.ts";
import { selectServices } from "../../planner/select.ts";
import { unknownName } from "../../platform/closest.ts";
import { gatherFacts } from "../../wiring/gather-facts.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { WhyInput } from "../commands/why.ts";

/** Who is meant to run: the default profile, and what was brought up besides. */
const wanted = ({ stack }: Project, facts: StackFacts): readonly string[] => {
  const profile = new Set(selectServices(stack, {}).map(({ name }) => name));
  return [...facts.values()].filter(({ name, container }) => profile.has(name) || container !== null).map(({ name }) => name);
};

const sayAll = (project: Project, facts: StackFacts, now: Date): CommandResult => {
  const names = wanted(project, facts);
  const notWell = names.flatMap((name) => facts.get(name) ?? []).filter((one) => !isWell(one)).map((one) => one.name);
  const holders = holdersOf(names, facts);
  const explanations = holders.map((name) => explain(name, facts));
  const held = notWell.filter((name) => !holders.includes(name)).map((name) => explain(name, facts));
  const data = { explanations: [...explanations, ...held] };
  if (notWell.length === 0) return { data, text: changedText([...facts.keys()].map((name) => explain(name, facts)), now) };
  const nothingThere = [...facts.values()].every(({ container, run }) => container === null && run === null);
  if (nothingThere) return { data, text: `Nothing of ${project.instance.id} is there: neotool dev up` };
  return { data, text: [...explanations.map((one) => formatExplanation(one, now)), ...held.map(({ summary }) => summary)].join("\n\n") };
};

/** Nothing is wrong; what the next `up` would change is worth a word. */
const changedText = (explanations: readonly Explanation[], now: Date): string =>
  ["All is ready.", ...explanations.filter(({ changes }) => changes.length > 0).map((one) => formatExplanation(one, now))].join("\n\n");

const sayOne = (name: string, facts: StackFacts, now: Date): CommandResult => {
  const asked = explain(name, facts);
  const holder = asked.chain.at(-1)?.service;
  const explanations = [asked, ...(holder === undefined ? [] : [explain(holder, facts)])];
  return { data: { explanations }, text: explanations.map((one) => formatExplanation(one, now)).join("\n\n") };
};

export const run = async ({ args }: WhyInput, { surroundings, interrupt }: CommandContext): Promise<CommandResult> => {
  const project = await openProject(surroundings);
  const [name] = args;
  const known = project.stack.services.map((service) => service.name);
  if (name !== undefined && !known.includes(name)) throw unknownName("service", name, known);
  const facts = await gatherFacts(project, surroundings, name === undefined ? [] : [name], interrupt.soft);
  const now = surroundings.clock.date();
  return name === undefined ? sayAll(project, facts, now) : sayOne(name, facts, now);
};
