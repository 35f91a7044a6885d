import type { ResolvedFile } from "../../../planner/desired.ts";
import { replaced } from "./replaced.ts";

const CONFIG = "/etc/prometheus/neotool.yml";

/** Where each job begins. As text: a parser of YAML would cost every `up` the time to load it. */
const JOB = /^(?= {2}- job_name: )/m;

const jobsIn = (config: string): readonly string[] => config.split(JOB).slice(1);

/** On this machine, and so no pod. */
const isApplication = (job: string): boolean => /targets: \["host\.docker\.internal:/.test(job);

/** What stands before the jobs is the same everywhere: intervals, rules, where alerts go. */
const composed = (elsewhere: string, discovery: string): string => {
  const [head = ""] = elsewhere.split(JOB, 1);
  return [head, ...jobsIn(discovery), ...jobsIn(elsewhere).filter(isApplication)].join("");
};

/** Prometheus' files, with discovery by the API in place of the list of services. */
export const discovering = (files: readonly ResolvedFile[], fill: (path: string) => string): readonly ResolvedFile[] =>
  replaced(files, CONFIG, (elsewhere) => composed(elsewhere, fill("prometheus/scrape.yml")));
