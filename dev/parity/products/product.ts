import type { Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import type { Severity } from "../finding.ts";
import type { ImageParts } from "../normalise/image.ts";
import type { Meaning } from "../normalise/value.ts";

/** What is known of one setting of a program. */
export interface Rule {
  /** @default text */
  readonly meaning?: Meaning;
  /** What the program itself takes where nothing is said; `undefined`: not known here. */
  readonly byDefault?: string;
  /** @default "warning" */
  readonly severity?: Severity;
  /** One sentence. @default a general one */
  readonly why?: string;
  /** What the program takes by itself in this version of it: only what runs can say whether it did. */
  readonly byImage?: (image: ImageParts) => string | undefined;
  /**
   * Of a set: production may have more than its manifests show. What our definitions make is no difference; what production makes
   * and ours has not is one, and what somebody made here by hand.
   *
   * @default false
   */
  readonly isOpen?: boolean;
  /** How long something is kept: its findings are of the axis `retention`. @default false */
  readonly isRetention?: boolean;
  /** What to do about a difference, where there is no key that sets it. @default to say the same on both sides */
  readonly fix?: string;
  /** The key of `neotool.config.ts` that sets it here, and what is written there for a value of production. */
  readonly closing?: { readonly path: readonly string[]; value(text: string): unknown };
}

/** Settings by the program's own names. */
export type SettingValues = ReadonlyMap<string, Known>;

/** One program, whichever image it comes in. */
export interface Product {
  readonly id: string;
  /** Repositories without registry that hold it. */
  readonly repositories: RegExp;
  settings(workload: Workload): SettingValues;
  readonly rules: Readonly<Record<string, Rule>>;
  /** Whether a setting without a rule is compared, as text. */
  readonly others: "compared" | "ignored";
  /** Settings that are about one place alone: addresses, paths, names of members. */
  readonly local: RegExp;
  /** Variables that become settings, so that they are not compared as variables too. */
  readonly variables: RegExp;
}

/** What to do where a program is of another version than its image's name says. */
export const RUN_THE_SAME = "neotool dev images shows which image runs under that name, and neotool dev images pull gets the one that production has.";

export const NEVER = /(?!)/;
export const NO_SETTINGS: SettingValues = new Map();
