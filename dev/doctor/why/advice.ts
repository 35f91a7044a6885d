import { docAnchor, type ErrorCode } from "../../errors/codes.ts";
import { configName } from "../../stacks/config/config-name.ts";
import type { ContainerFacts, ServiceFacts } from "./facts.ts";

/** Something to do, best a command to paste, and where more is said. */
export interface Advice {
  readonly text: string;
  readonly docs: string | null;
}

const advice = (text: string, code?: ErrorCode): Advice => ({ text, docs: code === undefined ? null : docAnchor(code) });

/** What helps this very service, most likely first. Empty for one that is well and as its definition says. */
export const adviceFor = (facts: ServiceFacts): readonly Advice[] => [...forItsState(facts), ...forItsChanges(facts), ...forItsPorts(facts)];

const forItsState = (facts: ServiceFacts): readonly Advice[] => {
  const { name, kind, container, answer, isDone, run } = facts;
  if (run?.process != null) return [advice(`\`neotool dev ${run.command}\` (process ${run.process}) is at work on it: wait, or look with neotool dev logs ${name} --follow.`)];
  const fromRun = run?.failure ? [{ text: run.failure.hint, docs: run.failure.docs }] : [];
  if (kind === "task") return isDone ? [] : [...fromRun, advice("neotool dev up does it as soon as what it waits for is there.", fromRun.length > 0 ? undefined : "TASK_FAILED")];
  if (kind === "process") return forProgram(facts);
  if (container === null) return [...fromRun, advice(`neotool dev up --only ${name} makes it.`)];
  switch (container.state) {
    case "created":
      return [...fromRun, advice(`neotool dev up goes on with it.`)];
    case "running":
      return answer === null || answer.ready ? [] : forSilence(name, answer.refused === true);
    case "exited":
    case "dead":
      return forEnd(facts, container);
    default:
      return [advice(`It is ${container.state}: neotool dev up makes it anew; its data stay.`)];
  }
};

const forProgram = ({ name, container, answer, run }: ServiceFacts): readonly Advice[] => {
  if (container === null) return [advice(`neotool dev run ${name} starts it.`)];
  if (container.state === "running") return answer?.ready === true ? [] : [advice(`neotool dev logs ${name} --follow shows what it is doing; neotool dev restart ${name} begins again.`)];
  if (container.startedAt === null) return [advice(`Mend apps.${name} in neotool.config.ts, then neotool dev run ${name}.`, "APP_NOT_STARTED")];
  return [...(run?.failure ? [{ text: run.failure.hint, docs: run.failure.docs }] : []), advice(`neotool dev logs ${name} shows everything it said; neotool dev run ${name} starts it again.`, "SERVICE_EXITED")];
};

const forSilence = (name: string, refused: boolean): readonly Advice[] =>
  refused
    ? [advice(`Its data were made by another set-up. neotool dev up sets the credentials where that can be done; to start empty: neotool dev down --volumes --yes && neotool dev up`, "CREDENTIALS_REJECTED")]
    : [advice(`neotool dev logs ${name} --follow shows what it is doing; neotool dev exec ${name} looks inside; neotool dev restart ${name} begins again.`, "SERVICE_NOT_READY")];

const SIGKILL = 137;
const NOT_EXECUTABLE = 126;

const forEnd = ({ name, memoryMiB, run }: ServiceFacts, { exitCode, outOfMemory }: ContainerFacts): readonly Advice[] => {
  if (outOfMemory) return [advice(`Raise ${configName(name)}.memoryMiB in neotool.config.ts (it is ${memoryMiB}), then neotool dev up.`, "SERVICE_OUT_OF_MEMORY")];
  if ((exitCode === 0 || exitCode === 143) && !run?.failure) return [advice("neotool dev up starts it again.")];
  const log = advice(`neotool dev logs ${name} shows everything it said. After the fix, neotool dev up goes on from there.`, "SERVICE_EXITED");
  if (exitCode === SIGKILL) return [advice("neotool dev doctor looks whether the engine has enough memory; neotool dev up starts it again."), log];
  if (exitCode === NOT_EXECUTABLE) return [advice("neotool dev doctor looks whether its image is for this platform."), log];
  return [log];
};

const forItsChanges = ({ changes }: ServiceFacts): readonly Advice[] =>
  changes.length === 0 ? [] : [advice("It was made from another definition: neotool dev up makes it anew from the one that holds now; its data stay. --dry-run shows the plan.")];

const forItsPorts = ({ movedPorts }: ServiceFacts): readonly Advice[] =>
  movedPorts.map(({ wanted, bound }) => advice(`It is at ${bound} and not at ${wanted}: neotool dev env has the ports that hold.`, "PORT_BUSY"));
