import { connectEngine } from "../../docker/connect.ts";
import { runChecks, type Check, type CheckReport } from "../../doctor/check.ts";
import { imagesCheck, permissionsCheck, portsCheck } from "../../doctor/instance-checks.ts";
import { diskCheck, engineCheck, memoryCheck, networksCheck, nodeCheck } from "../../doctor/machine-checks.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { ContainerService } from "../../model/service.ts";
import { readLedger } from "../../wiring/ledger.ts";
import { holderOf } from "../../wiring/port-questions.ts";
import { openProject } from "../../wiring/project.ts";
import type { Surroundings } from "../../wiring/surroundings.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { DoctorInput } from "../commands/doctor.ts";
import { table } from "../table.ts";

const MARK = { pass: "✔", warn: "!", fail: "✘" } as const;

/** Ports of this instance's own containers are in use because it runs. */
const boundByUs = async (surroundings: Surroundings, instance: string): Promise<ReadonlySet<number>> => {
  try {
    const ledger = await readLedger(await connectEngine(surroundings), "leave out");
    return new Set(ledger.find(({ id }) => id === instance)?.ports ?? []);
  } catch (error) {
    if (error instanceof DevError) return new Set(); // no engine: its own check says so
    throw error;
  }
};

const checksOf = async (surroundings: Surroundings): Promise<readonly Check[]> => {
  const { stack, directory, instance } = await openProject(surroundings);
  const services = stack.services.filter((service): service is ContainerService => service.kind === "container");
  const wanted = services.flatMap(({ name, endpoints }) => Object.entries(endpoints).map(([endpoint, { preferredHostPort }]) => ({ key: `${name}.${endpoint}`, port: preferredHostPort })));
  const holder = async (port: number) => {
    const engine = await connectEngine(surroundings).catch(() => undefined);
    return holderOf(engine?.socket ?? "", port);
  };
  return [
    nodeCheck,
    engineCheck(surroundings),
    diskCheck(surroundings),
    memoryCheck(surroundings, services.reduce((sum, { limits }) => sum + limits.memoryMiB, 0)),
    networksCheck(surroundings),
    imagesCheck(surroundings, [...new Set(services.map(({ image }) => image))], surroundings.clock.date().toISOString().slice(0, 10)),
    portsCheck(wanted, await boundByUs(surroundings, instance.id), holder),
    permissionsCheck(directory),
  ];
};

const rowsOf = ({ title, result }: CheckReport): readonly (readonly string[])[] => [
  [MARK[result.verdict], title, result.detail],
  ...(result.verdict === "pass" ? [] : [["", "", `fix: ${result.fix}`]]),
];

export const run = async ({ options }: DoctorInput, { surroundings, interrupt, output }: CommandContext): Promise<CommandResult> => {
  const checks = await checksOf(surroundings);
  let reports = await runChecks(checks, interrupt.soft);
  const mended: string[] = [];
  if (options.fix) {
    for (const { title, result } of reports) if (result.verdict !== "pass" && result.mend) mended.push(`${title}: ${await result.mend()}`);
    for (const line of mended) output.narrate(`mended  ${line}`);
    if (mended.length > 0) reports = await runChecks(checks, interrupt.soft);
  }
  const failed = reports.filter(({ result }) => result.verdict === "fail");
  const failure = new DevError("DOCTOR_FAILED", `${failed.length} check${failed.length === 1 ? "" : "s"} failed: ${failed.map(({ id }) => id).join(", ")}`, {
    hint: options.fix ? "What is left must be mended by hand: the fixes are above." : "The fixes are above; --fix does those that destroy nothing.",
  });
  return { data: { checks: reports, mended }, text: table(reports.flatMap(rowsOf)), ...(failed.length > 0 && { failure }) };
};
