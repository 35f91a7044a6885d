import { DevError } from "../../../errors/dev-error.ts";

/** `V1__users.sql`, `V1.2__more.sql`, `V1_2__more.sql`: Flyway's own names. */
const VERSIONED = /^V(\d+(?:[._]\d+)*)__.*\.sql$/;
/** `R__views.sql`: applied after the others. */
const REPEATABLE = /^R__.*\.sql$/;

const partsOf = (version: string): readonly number[] => version.split(/[._]/).map(Number);

/** Part by part, as numbers: 10 comes after 9, and 1.0 is 1. */
const compareVersions = (one: readonly number[], other: readonly number[]): number => {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
/** Numbers inside a name count as such, in every language. */
const natural = new Intl.Collator("en", { numeric: true }).compare;
const byName = (one: string, other: string): number => natural(nameOf(one), nameOf(other)) || (one < other ? -1 : 1);

export interface MigrationOrder {
  readonly ordered: readonly string[];
  /** Beside Flyway's names, others are none of its migrations. */
  readonly ignored: readonly string[];
}

/**
 * Pure. In which order the SQL files of a folder are applied: as Flyway does where any has one of its names (versions as numbers,
 * then the repeatable ones), else by their names, with numbers as numbers.
 *
 * @throws {DevError} `MIGRATION_FAILED` for two files of one version.
 */
export const migrationOrder = (paths: readonly string[]): MigrationOrder => {
  const versioned = paths
    .flatMap((path) => {
      const [, version] = VERSIONED.exec(nameOf(path)) ?? [];
      return version === undefined ? [] : [{ path, version, parts: partsOf(version) }];
    })
    .sort((one, other) => compareVersions(one.parts, other.parts) || byName(one.path, other.path));
  for (const [at, one] of versioned.entries()) {
    const next = versioned[at + 1];
    if (next && compareVersions(one.parts, next.parts) === 0) {
      throw new DevError("MIGRATION_FAILED", `${one.path} and ${next.path} have the same version ${one.version}`, { hint: "Give one of them another version: which comes first, nobody could tell." });
    }
  }
  const repeatable = paths.filter((path) => REPEATABLE.test(nameOf(path))).sort(byName);
  const flyway = [...versioned.map(({ path }) => path), ...repeatable];
  if (flyway.length === 0) return { ordered: paths.toSorted(byName), ignored: [] };
  return { ordered: flyway, ignored: paths.filter((path) => !flyway.includes(path)).sort(byName) };
};
