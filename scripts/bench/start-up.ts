import { interleave, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { ratioOf, type Report } from "./measure/report.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, PROGRAM } from "./stack/subject.ts";

const NODE = "bare node";

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("start-up", bench);
  await subject.dev(subject.up);
  const program = (name: string, file: string, args: readonly string[]): Arm => ({
    name,
    run: async () => ({ ms: (await run(file, args, { cwd: subject.project.instance.workingCopy, signal: bench.signal })).ms }),
  });
  const ours = (...args: readonly string[]) => program(args.join(" "), process.execPath, [PROGRAM, "dev", ...args]);
  const arms = [program(NODE, process.execPath, ["-e", "0"]), ours("--help"), ours("up", "--help"), ours("status"), ours("status", "--json"), ours("env"), ours("ps"), ours("logs", "--tail", "1", "vault")];
  const measured = await interleave(arms, bench.runs, bench.signal);
  const against = (name: string, must?: number, stretch?: number) => ratioOf(`${name} / ${NODE}`, measured.of(name), measured.of(NODE), { must, stretch });
  return {
    measures: arms.map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [against("--help", 1.3, 1.15), against("status", 2, 1.5), against("status --json", 2, 1.5), ...["up --help", "env", "ps", "logs --tail 1 vault"].map((name) => against(name))],
  };
};

/** G9: what a prompt or a script waits for; the core stack is up. */
export const startUp: Row = { id: "g9", title: "start-up of the program", runs: 40, run: measure };
