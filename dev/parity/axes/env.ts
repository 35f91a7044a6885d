import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import { textOf, type EnvValue } from "../facts/workload.ts";
import { finding, NOTHING, side, type Finding, type Severity, type Side } from "../finding.ts";
import type { Pair } from "../match/match.ts";
import { normalForm, type Meaning } from "../normalise/value.ts";
import { productNamed, productOf } from "../products/all.ts";

/** About the place, not about the program. */
const SURROUNDINGS = /^(PATH|HOME|LANG|LC_.*|TZ|HOSTNAME|POD_.*|NODE_.*|HOST_IP|NAMESPACE|KUBERNETES_.*|GO(GC|MEMLIMIT|MAXPROCS)|JAVA_.*|JDK_.*|JVM_.*|MICRONAUT_.*|OTEL_.*|LOG_.*|LOGGING_.*|LOGGER_.*)$/;

/** Other names of ours for the same, and ways of ours that production need not have. */
const OURS_ALONE = /^(KAFKA_BOOTSTRAP_SERVERS|KAFKA_BROKERS|DATABASE_(DIRECT_)?URL|POSTGRES_DIRECT_.*|FLYWAY_.*|VAULT_ADDR|VAULT_TOKEN|JWT_(PUBLIC|PRIVATE)_KEY(_PATH)?|JDBC_.*|SMTP_.*|UNLEASH_.*|GRAPHQL_.*|STORAGE_(USE_HTTPS|PORT)|APOLLO_TELEMETRY_DISABLED)$/;

interface SameValue {
  readonly severity: Severity;
  readonly why: string;
  readonly meaning?: Meaning;
}

const KEYS = "Tokens that one side signs are refused, or looked for under another name, on the other.";
const BUCKETS = "Requests for objects are addressed or signed in another way.";

/** Variables whose values mean the same everywhere. What is an address or a secret does not. */
const SAME: Readonly<Record<string, SameValue>> = {
  JWT_ALGORITHM: { severity: "error", why: KEYS },
  JWT_KEY_ID: { severity: "error", why: KEYS },
  VAULT_ENABLED: { severity: "error", why: "Secrets come from another place.", meaning: { as: "boolean" } },
  VAULT_SECRET_PATH: { severity: "error", why: "The signing key is looked for where it is on one side only." },
  VAULT_ENGINE_VERSION: { severity: "error", why: "Paths and answers of the two versions of the engine differ." },
  POSTGRES_DB: { severity: "warning", why: "Scripts that name the database work on one side only." },
  POSTGRES_PORT: { severity: "warning", why: "5432 is the server itself and 6432 the pooler: what may outlive a transaction differs." },
  STORAGE_FORCE_PATH_STYLE: { severity: "warning", why: BUCKETS, meaning: { as: "boolean" } },
};

const shown = (value: Known<EnvValue>): Side => side(value.value.kind === "literal" ? value.value.text : value.value.kind === "secret" ? "a secret" : "computed by the cluster", value.origin);

const familyOf = (key: string): string => key.split("_")[0] ?? key;

const applicationFindings = ({ local, production }: Pair): readonly Finding[] => {
  const service = local.name;
  const families = new Set([...production.env.keys()].map(familyOf));
  const missingHere = [...production.env].filter(([key]) => !local.env.has(key) && !SURROUNDINGS.test(key)).map(([key, value]) =>
    finding(service, "env", key, {
      severity: "warning",
      local: NOTHING,
      production: shown(value),
      why: "The application falls back to its own default here, and nobody sees what it does with production's.",
      fix: `Set ${key} where ${service} is started here, beside \`neotool dev env\`.`,
    }),
  );
  const missingThere = [...local.env].filter(([key]) => !production.env.has(key) && !OURS_ALONE.test(key) && !SURROUNDINGS.test(key) && families.has(familyOf(key)) && !production.openEnv).map(([key, value]) =>
    finding(service, "env", key, {
      severity: "info",
      local: shown(value),
      production: NOTHING,
      why: "Production sets others of its kind and not this one: there, the application's own default holds.",
      fix: `Set ${key} in production, or see that its default means the same.`,
    }),
  );
  const other = [...production.env].flatMap(([key, theirs]): readonly Finding[] => {
    const [same, ours] = [SAME[key], local.env.get(key)];
    const [here, there] = [textOf(ours?.value), textOf(theirs.value)];
    if (!same || !ours || here === undefined || there === undefined) return [];
    const meaning = same.meaning ?? { as: "text" };
    if (normalForm(here, meaning) === normalForm(there, meaning)) return [];
    return [finding(service, "env", key, { severity: same.severity, local: shown(ours), production: shown(theirs), why: same.why, fix: `Set ${key} to the same on both sides.` })];
  });
  return [...missingHere, ...missingThere, ...other];
};

const serviceFindings = ({ local, production }: Pair): readonly Finding[] => {
  const consumed = ((local.image && productOf(local.image.value)) ?? productNamed(local.name))?.variables ?? /(?!)/;
  const counts = (key: string): boolean => !consumed.test(key) && !SURROUNDINGS.test(key);
  const here = [...local.env].filter(([key]) => counts(key) && !production.env.has(key) && !production.openEnv);
  const there = [...production.env].filter(([key]) => counts(key) && !local.env.has(key));
  return [
    ...there.map(([key, value]) => finding(local.name, "env", key, { severity: "warning", local: NOTHING, production: shown(value), why: "The program is told something else.", fix: `See whether ${key} changes what ${local.name} does, and waive it if not.` })),
    ...here.map(([key, value]) => finding(local.name, "env", key, { severity: "info", local: shown(value), production: NOTHING, why: "The program is told something else.", fix: `See whether ${key} should stand in production too.` })),
  ];
};

/** Which variables there are, and whether those that mean the same everywhere have the same value. Never a secret's value. */
export const envAxis = (comparison: Comparison): readonly Finding[] => [...servicePairs(comparison).flatMap(serviceFindings), ...applicationPairs(comparison).flatMap(applicationFindings)];
