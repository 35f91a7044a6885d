import { known, lineOf, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { filesLike, variable, wordsOf } from "./texts.ts";
import { RUN_THE_SAME, type Product } from "./product.ts";

/** HCL or JSON: the few words that matter are written alike in both. */
const inConfig = (workload: Workload): readonly (readonly [string, Known])[] => {
  const texts = [...filesLike(workload, /\.(hcl|json)$/), ...[variable(workload, "VAULT_LOCAL_CONFIG")].flatMap((text) => (text ? [text] : []))];
  return texts.flatMap(({ value, origin }) => {
    const find = (key: string, pattern: RegExp) => {
      const found = pattern.exec(value);
      return found?.[1] === undefined ? [] : [[key, known(found[1].replaceAll('"', ""), lineOf(origin, value.slice(0, found.index).split("\n").length - 1))] as const];
    };
    return [
      ...find("storage", /"?storage"?\s*[:=]?\s*\{?\s*"(\w+)"/),
      ...find("tls_disable", /"?tls_disable"?\s*[:=]\s*("?\w+"?)/),
      ...find("ui", /"?\bui"?\s*[:=]\s*("?\w+"?)/),
      ...find("seal", /"?seal"?\s*[:=]?\s*\{?\s*"(\w+)"/),
      ...find("max_lease_ttl", /"?max_lease_ttl"?\s*[:=]\s*"(\w+)"/),
      ...find("default_lease_ttl", /"?default_lease_ttl"?\s*[:=]\s*"(\w+)"/),
    ];
  });
};

export const vault: Product = {
  id: "vault",
  repositories: /(^|\/)vault$/,
  settings: (workload) => {
    const dev = wordsOf(workload).find(({ value }) => value === "-dev" || value === "--dev");
    const [first] = workload.command;
    const mode = dev ? known("development", dev.origin) : first ? known("server", first.origin) : undefined;
    return new Map([...inConfig(workload), ...(mode ? [["mode", mode] as const] : [])]);
  },
  rules: {
    mode: { severity: "error", why: "A development server is unsealed, in memory and has one token that may do everything." },
    storage: { severity: "info", byDefault: "inmem", why: "What a restart leaves differs." },
    tls_disable: { meaning: { as: "boolean" }, byDefault: "true", severity: "warning", why: "Clients must encrypt on one side only." },
    ui: { meaning: { as: "boolean" }, byDefault: "true", severity: "info", why: "The pages for people are served on one side only." },
    seal: { severity: "info", why: "After a restart, somebody must unseal it on one side." },
    max_lease_ttl: { meaning: { as: "duration", base: "s" }, byDefault: "768h", severity: "info", isRetention: true, why: "Tokens live longer on one side." },
    default_lease_ttl: { meaning: { as: "duration", base: "s" }, byDefault: "768h", severity: "info", isRetention: true, why: "Tokens live longer on one side." },
    mounts: { meaning: { as: "set" }, severity: "error", why: "An application that reads a secret by its path finds it on one side only." },
    "auth-methods": { meaning: { as: "set" }, severity: "warning", why: "Applications get their token in another way." },
    policies: { meaning: { as: "set" }, byDefault: "", isOpen: true, severity: "info", why: "What a token may read is decided on one side only.", fix: "Write it on both sides, or waive it." },
    version: { severity: "warning", byImage: ({ version }) => (version.length === 3 ? version.join(".") : undefined), why: "A defect of one version is not seen with the other.", fix: RUN_THE_SAME },
    "jwt-key-algorithm": { severity: "error", why: "Tokens that one side signs cannot be checked by the other." },
    "jwt-key-path": { severity: "error", why: "The services look for their signing key where it is on one side only." },
    "jwt-key-fields": { meaning: { as: "set" }, severity: "error", why: "The services read the key from these fields." },
    "jwt-key-bits": { meaning: { as: "number" }, severity: "warning", why: "Signatures have another size and strength." },
  },
  others: "ignored",
  local: /(?!)/,
  variables: /^(VAULT_.*|SKIP_.*)$/,
};
