import { posix } from "node:path";
import type { Condition } from "../../model/service.ts";
import { portIn } from "./application-yml.ts";
import type { AppProposal, Detection } from "./proposal.ts";
import type { Repository } from "./repository.ts";

const SETTINGS = ["settings.gradle.kts", "settings.gradle"] as const;
const BUILDS = ["build.gradle.kts", "build.gradle"] as const;
const CONFIGS = ["application.yml", "application.yaml"] as const;
/** What both frameworks take where nothing is said. */
const DEFAULT_PORT = 8080;

/** Settings are programs; the usual way to name modules in them is a list of texts. */
export const modulesIn = (settings: string): readonly string[] =>
  [...settings.matchAll(/^\s*include\b\s*\(?([^)\n]*(?:\n\s*["'][^)\n]*)*)\)?/gm)].flatMap(([, list = ""]) => [...list.matchAll(/["']:?([\w:.-]+)["']/g)].map(([, name = ""]) => name));

interface Framework {
  readonly task: string;
  readonly readiness: string | undefined;
  readonly serves: boolean;
}

/** By the plugin that its build applies; `undefined`: a library. */
const frameworkOf = (build: string): Framework | undefined => {
  if (/io\.micronaut\.(minimal\.)?application/.test(build)) return { task: "run", readiness: undefined, serves: true };
  if (/org\.springframework\.boot/.test(build)) return { task: "bootRun", readiness: "/actuator/health/readiness", serves: true };
  return /(^|[\s{;(])application\s*($|[\n;}])|["'(]application["')]/m.test(build) ? { task: "run", readiness: "none", serves: false } : undefined;
};

/** What a service uses shows in what its build asks for. */
const USES: readonly (readonly [RegExp, string])[] = [
  [/postgres|jdbc|hikari|flyway|r2dbc/i, "pgbouncer"],
  [/kafka/i, "kafka"],
  [/vault/i, "vault"],
  [/\bs3\b|minio|aws-sdk|awssdk/i, "minio"],
];

const dependenciesIn = (text: string): Readonly<Record<string, Condition>> => Object.fromEntries(USES.flatMap(([pattern, service]) => (pattern.test(text) ? [[service, "ready" as const]] : [])));

const pathIn = (folder: string, name: string): string => (folder === "." ? name : `${folder}/${name}`);

/** Deeper down than repositories are looked through. */
const configOf = async (repository: Repository, folder: string): Promise<readonly [path: string | undefined, text: string]> => {
  for (const name of CONFIGS) {
    const path = pathIn(folder, `src/main/resources/${name}`);
    const text = await repository.read(path);
    if (text !== undefined) return [path, text];
  }
  return [undefined, ""];
};

const portSaid = (config: string): number | undefined | "unreadable" => {
  try {
    return portIn(config);
  } catch {
    return "unreadable";
  }
};

const moduleOf = async (repository: Repository, root: string, settings: string, module: string): Promise<{ readonly app?: AppProposal; readonly note?: string }> => {
  const folder = posix.join(root, module.replaceAll(":", "/"));
  const buildPath = BUILDS.map((name) => pathIn(folder, name)).find(repository.has);
  const build = buildPath === undefined ? undefined : await repository.read(buildPath);
  const framework = build === undefined ? undefined : frameworkOf(build);
  if (buildPath === undefined || build === undefined || !framework) return {};
  const [configPath, config] = await configOf(repository, folder);
  const wrapper = repository.has(pathIn(root, "gradlew")) ? "./gradlew" : "gradle";
  const said = portSaid(config);
  const port = (said === "unreadable" ? undefined : said) ?? (framework.serves ? DEFAULT_PORT : undefined);
  return {
    app: {
      name: posix.basename(folder),
      cwd: root,
      command: `${wrapper} --no-daemon ${module === "" ? "" : `:${module}`}:${framework.task}`,
      port,
      consumer: "kotlin",
      readiness: port === undefined ? undefined : framework.readiness,
      dependsOn: dependenciesIn(`${build}\n${config}`),
      seenIn: [settings, buildPath, ...(configPath === undefined ? [] : [configPath])],
    },
    ...(said === "unreadable" && { note: `${configPath} is no YAML that could be read: its port is a guess` }),
  };
};

/** Gradle modules that can be run. Only settings that are in no other build are looked at. */
export const gradleApps = async (repository: Repository): Promise<Detection> => {
  const settings = SETTINGS.flatMap(repository.named);
  const found = await Promise.all(
    settings.map(async (path) => {
      const root = posix.dirname(path);
      const modules = modulesIn((await repository.read(path)) ?? "");
      return Promise.all((modules.length > 0 ? modules : [""]).map((module) => moduleOf(repository, root, path, module)));
    }),
  );
  const modules = found.flat();
  return { apps: modules.flatMap(({ app }) => app ?? []), notes: modules.flatMap(({ note }) => note ?? []) };
};
