import { servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import type { Mount, Workload } from "../facts/workload.ts";
import { finding, NOTHING, side, type Finding, type Side } from "../finding.ts";
import type { Pair } from "../match/match.ts";
import { imageParts } from "../normalise/image.ts";
import { productOf } from "../products/all.ts";
import { variable } from "../products/texts.ts";

const NEW_LAYOUT = 18;
const OLD_PATH = "/var/lib/postgresql/data";

const dataMounts = ({ mounts }: Workload): readonly Known<Mount>[] => mounts.filter(({ value }) => value.kind === "data" || (value.kind === "host" && !/^\/(var\/(log|lib\/docker)|proc|sys|run\/containerd|etc|dev)(\/|$)/.test(value.path)));

const paths = (mounts: readonly Known<Mount>[]): Side => side([...mounts.map(({ value }) => value.path)].sort().join(", "), mounts[0]?.origin);

/** Version 18 keeps data in /var/lib/postgresql/18/docker: a volume at the old path stays empty, and the image refuses to start beside it. */
const oldLayout = ({ local, production }: Pair): readonly Finding[] => {
  if (!production.image || productOf(production.image.value)?.id !== "postgres") return [];
  const { version, repository } = imageParts(production.image.value);
  const mount = dataMounts(production).find(({ value }) => value.path === OLD_PATH);
  const keepsOldFolder = variable(production, "PGDATA")?.value.startsWith(OLD_PATH) === true;
  if (!mount || keepsOldFolder || repository !== "library/postgres" || (version[0] ?? 0) < NEW_LAYOUT) return [];
  return [
    finding(local.name, "mount", "layout", {
      severity: "error",
      local: paths(dataMounts(local)),
      production: side(OLD_PATH, mount.origin),
      why: "Since version 18 the image keeps its data beside this path: it refuses to start, or data do not outlive the pod.",
      fix: "Mount production's volume at /var/lib/postgresql, or set PGDATA below the old path.",
    }),
  ];
};

const mountFindings = (pair: Pair): readonly Finding[] => {
  const { local, production } = pair;
  const [here, there] = [dataMounts(local), dataMounts(production)];
  const layout = oldLayout(pair);
  if (here.length > 0 && there.length === 0) {
    return [finding(local.name, "mount", "persistence", { severity: "warning", local: paths(here), production: NOTHING, why: "Its data outlive a restart here and not there.", fix: `Give ${local.name} a volume in production, or waive it.` })];
  }
  if (here.length === 0 && there.length > 0) {
    return [...layout, finding(local.name, "mount", "persistence", { severity: "warning", local: NOTHING, production: paths(there), why: "Its data outlive a restart there and not here.", fix: `Give ${local.name} its volume here: neotool dev up makes it, where its definition has one.` })];
  }
  const isSame = there.every(({ value }) => here.some((mount) => mount.value.path === value.path));
  if (isSame || here.length === 0 || layout.length > 0) return layout;
  return [finding(local.name, "mount", "path", { severity: "warning", local: paths(here), production: paths(there), why: "What is written elsewhere is lost with the container on one side.", fix: "Mount the same folder on both sides, or waive it." })];
};

/** Where data are kept that outlive a container. */
export const mountAxis = (comparison: Comparison): readonly Finding[] => servicePairs(comparison).flatMap(mountFindings);

/** How much production asks for. */
export const volumeAxis = (comparison: Comparison): readonly Finding[] =>
  servicePairs(comparison).flatMap(({ local, production }) =>
    dataMounts(production)
      .flatMap(({ value }) => (value.size ? [value.size] : []))
      .slice(0, 1)
      .map((size) => finding(local.name, "volume", "size", { severity: "info", local: side("what the disk has"), production: side(size.value, size.origin), why: "A full volume is met there at this size, and here when the disk is full.", fix: "Nothing; it is good to know." })),
  );
