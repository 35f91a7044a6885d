import { DevError } from "../../errors/dev-error.ts";
import { unknownName } from "../../platform/closest.ts";

/** Services that keep data which people wipe, in the order in which they are shown. */
export const STORE_NAMES = ["postgres", "kafka", "minio", "vault", "prometheus", "loki", "grafana", "mail"] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export type PostgresPart = { readonly database: string; readonly schema: string | undefined };
/** `topics`: a name, or a pattern with `*` and `?`. */
export type KafkaPart = { readonly topics: string } | { readonly group: string };
/** `prefix`: what the keys begin with; empty: the whole bucket. */
export type MinioPart = { readonly bucket: string; readonly prefix: string };
/** `jwt`: the instance's key pair, which otherwise stays. `path`: a secret with its mount, or all below. */
export type VaultPart = { readonly jwt: true } | { readonly path: string };

/** What is wiped of each store: parts of it, or `all`. A store that is not named is left alone. */
export interface Scopes {
  readonly postgres?: "all" | readonly PostgresPart[];
  readonly kafka?: "all" | readonly KafkaPart[];
  readonly minio?: "all" | readonly MinioPart[];
  readonly vault?: "all" | readonly VaultPart[];
  readonly prometheus?: "all";
  readonly loki?: "all";
  readonly grafana?: "all";
  readonly mail?: "all";
}

const EXAMPLES = "postgres, postgres:neotool_db, postgres:neotool_db.app, kafka:orders.*, kafka:group/billing, minio:exports/2026, vault:secret/app, vault:jwt";

const invalid = (text: string, why: string): DevError => new DevError("USAGE", `"${text}" is no scope: ${why}`, { hint: `For example ${EXAMPLES}.` });

const parsePostgres = (text: string, part: string): PostgresPart => {
  const [database = "", schema, ...more] = part.split(".");
  if (database === "" || schema === "" || more.length > 0) throw invalid(text, "after postgres: comes a database, or <database>.<schema>");
  return { database, schema };
};

const parseKafka = (text: string, part: string): KafkaPart => {
  if (!part.startsWith("group/")) return { topics: part };
  const group = part.slice("group/".length);
  if (group === "") throw invalid(text, "after kafka:group/ comes the id of a consumer group");
  return { group };
};

const parseMinio = (part: string): MinioPart => {
  const slash = part.indexOf("/");
  return slash < 0 ? { bucket: part, prefix: "" } : { bucket: part.slice(0, slash), prefix: part.slice(slash + 1) };
};

const parseVault = (text: string, part: string): VaultPart => {
  const path = part.replace(/^\/+|\/+$/g, "");
  if (path === "") throw invalid(text, "after vault: comes jwt, or a path with its mount such as secret/app");
  return path === "jwt" ? { jwt: true } : { path };
};

/** All of a store holds its parts. */
const widened = <P>(before: "all" | readonly P[] | undefined, part: P | undefined): "all" | readonly P[] =>
  before === "all" || part === undefined ? "all" : [...(before ?? []), part];

const withScope = (scopes: Scopes, text: string): Scopes => {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const part = colon < 0 ? undefined : text.slice(colon + 1);
  const store = STORE_NAMES.find((known) => known === name);
  if (store === undefined) throw unknownName("store", name, STORE_NAMES);
  if (part === "") throw invalid(text, `nothing comes after ${store}:`);
  switch (store) {
    case "postgres":
      return { ...scopes, postgres: widened(scopes.postgres, part === undefined ? undefined : parsePostgres(text, part)) };
    case "kafka":
      return { ...scopes, kafka: widened(scopes.kafka, part === undefined ? undefined : parseKafka(text, part)) };
    case "minio":
      return { ...scopes, minio: widened(scopes.minio, part === undefined ? undefined : parseMinio(part)) };
    case "vault":
      return { ...scopes, vault: widened(scopes.vault, part === undefined ? undefined : parseVault(text, part)) };
    case "prometheus":
    case "loki":
    case "grafana":
    case "mail":
      if (part !== undefined) throw invalid(text, `${store} is wiped as a whole`);
      return { ...scopes, [store]: "all" };
  }
};

/**
 * What `--only` says. Pure.
 *
 * @example parseScopes(["postgres:neotool_db.app", "kafka"]) // { postgres: [{ database: "neotool_db", schema: "app" }], kafka: "all" }
 * @throws {DevError} `USAGE` for a scope that is none.
 */
export const parseScopes = (texts: readonly string[]): Scopes => texts.reduce(withScope, {});

/** Everything of these stores. */
export const allOf = (stores: readonly StoreName[]): Scopes => parseScopes(stores);

/** The stores that are named, in the order in which they are shown. */
export const storesIn = (scopes: Scopes): readonly StoreName[] => STORE_NAMES.filter((store) => scopes[store] !== undefined);
