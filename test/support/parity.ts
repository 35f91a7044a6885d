import { comparisonOf, findingsOf } from "../../dev/parity/compare.ts";
import type { Finding } from "../../dev/parity/finding.ts";
import type { Production } from "../../dev/parity/load/production.ts";
import { definedLocal, NOT_RUNNING, type Local } from "../../dev/parity/local/local.ts";
import type { MatchWishes } from "../../dev/parity/match/match.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../dev/stacks/settings.ts";
import { source } from "../../dev/wiring/desired-state.ts";

/** A day on which the lists of what is looked after are known. */
export const TODAY = "2026-11-21";

/** Our side, as a project without a config has it. */
export const localSide = (over: Partial<Local> = {}, settings: Settings = DEFAULT_SETTINGS): Local => ({
  ...definedLocal(neotoolStack(settings), settings, { source, configKey: () => undefined }),
  imageUses: [],
  featureUses: [],
  live: NOT_RUNNING,
  ...over,
});

export const findingsBetween = (local: Local, production: Production, wishes: MatchWishes = {}): readonly Finding[] => findingsOf(comparisonOf(local, production, wishes, TODAY));

/** One line each: what a user sees of a finding. */
export const shown = ({ severity, id, local, production }: Finding): string => `${severity} ${id}: ${local.text} | ${production.text}`;
