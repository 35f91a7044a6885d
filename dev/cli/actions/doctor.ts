import { runChecks, type CheckReport } from "../../doctor/check.ts";
import { DevError } from "../../errors/dev-error.ts";
import { doctorChecks } from "../../wiring/doctor-checks.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { DoctorInput } from "../commands/doctor.ts";
import { table } from "../table.ts";

const MARK = { pass: "✔", warn: "!", fail: "✘" } as const;

const rowsOf = ({ title, result }: CheckReport): readonly (readonly string[])[] => [
  [MARK[result.verdict], title, result.detail],
  ...(result.verdict === "pass" ? [] : [["", "", `fix: ${result.fix}`]]),
];

export const run = async ({ options }: DoctorInput, { surroundings, interrupt, output }: CommandContext): Promise<CommandResult> => {
  const checks = await doctorChecks(await openProject(surroundings), surroundings);
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
