import type { EffectiveSetting, EffectiveSettings } from "../../data/effective.ts";
import { known } from "../facts/known.ts";
import { derivedSettings, RETENTION } from "../products/kafka.ts";

/** With the settings that parity makes of several. */
export const withDerived = (settings: EffectiveSettings): EffectiveSettings => {
  const said = new Map([...settings].map(([key, { value }]) => [key, known(value, { kind: "query", query: "" })]));
  return new Map<string, EffectiveSetting>([...[...settings].filter(([key]) => !(key in RETENTION)), ...derivedSettings(said).map(([key, { value }]) => [key, { value, isSet: true }] as const)]);
};
