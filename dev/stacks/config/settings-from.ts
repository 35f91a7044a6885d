import { DEFAULT_SETTINGS, type Settings } from "../settings.ts";
import type { CheckedConfig } from "./schema.ts";

/** Lays `over` on `base`; a key that is absent or undefined leaves the default. Lists and records are replaced whole. */
const overlay = <T extends object>(base: T, over: { readonly [K in keyof T]?: T[K] | undefined } = {}): T => {
  const result = { ...base };
  for (const key in over) {
    const value = over[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
};

/** The settings of a project: production's, with what its config says laid over them. */
export const settingsFrom = (config: CheckedConfig): Settings => ({
  postgres: overlay(DEFAULT_SETTINGS.postgres, config.postgres),
  pgbouncer: overlay(DEFAULT_SETTINGS.pgbouncer, config.pgbouncer),
  kafka: overlay(DEFAULT_SETTINGS.kafka, config.kafka),
  vault: overlay(DEFAULT_SETTINGS.vault, config.vault),
  minio: overlay(DEFAULT_SETTINGS.minio, config.minio),
  jwt: DEFAULT_SETTINGS.jwt,
});
