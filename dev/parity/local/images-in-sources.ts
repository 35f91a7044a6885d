import type { Origin } from "../facts/known.ts";

/** An image that a file of the repository names: the third side, what tests and pipelines run. */
export interface ImageUse {
  readonly reference: string;
  readonly origin: Origin & { readonly kind: "file" };
}

const REFERENCE = String.raw`[a-z0-9][\w.\-/]*(?::\d+\/[\w.\-/]+)?:[\w][\w.\-]*(?:@sha256:[0-9a-f]{64})?`;

/**
 * What users of Testcontainers, Compose, Gradle and workflows write. Each catches the reference; a name without a tag, or
 * one that is put together from parts, is not told.
 */
const CODE = [
  // new GenericContainer("postgres:16"), new PostgreSqlContainer("postgres:16"), PostgreSQLContainer<>("postgres:16")
  String.raw`\b\w*Container(?:<[^>]*>)?\(\s*["'\`](${REFERENCE})["'\`]`,
  // DockerImageName.parse("postgres:16"), ImageName.fromString("postgres:16")
  String.raw`(?:DockerImageName\.parse|ImageName\.fromString|parseImage)\(\s*["'\`](${REFERENCE})["'\`]`,
  // val image = "postgres:16", image: "postgres:16", POSTGRES_IMAGE = "postgres:16", imageName.set("postgres:16")
  String.raw`\b\w*[iI][mM][aA][gG][eE]\w*(?:\s*:\s*\w+)?\s*(?:=|:|\.set\(|,|\()\s*["'\`](${REFERENCE})["'\`]`,
  // jdbc:tc:postgresql:16:///db is a version and no reference
];
const DATA = [String.raw`^\s*-?\s*["']?(?:image|container)["']?\s*:\s*["']?(${REFERENCE})["']?\s*(?:#.*)?$`, String.raw`\bdocker(?:://| (?:run|pull)\b[^\n]*?\s)(${REFERENCE})`];
const JDBC = /jdbc:tc:(postgresql|mysql|mariadb):([\w.-]+):\/\//g;
const JDBC_IMAGES: Readonly<Record<string, string>> = { postgresql: "postgres", mysql: "mysql", mariadb: "mariadb" };

const CODE_FILES = /\.(tsx?|mts|cts|jsx?|mjs|cjs|kts?|java|groovy|gradle|scala)$/;
const DATA_FILES = /\.(ya?ml|properties|toml)$/;

/** Whether a file may name images, by its path. */
export const mayNameImages = (path: string): boolean => CODE_FILES.test(path) || (DATA_FILES.test(path) && /(^|\/)(\.github|\.gitlab|\.circleci|\.ci)\/|compose|(^|\/)\.gitlab-ci|application|testcontainers|workflow|pipeline/i.test(path));

const isComment = (line: string): boolean => /^\s*(\/\/|\*|\/\*|#)/.test(line);

/** Every image that a text names, with its line. */
export const imagesIn = (path: string, text: string): readonly ImageUse[] => {
  const patterns = CODE_FILES.test(path) ? CODE : DATA;
  const lineAt = (index: number): number => text.slice(0, index).split("\n").length;
  const found = new Map<string, ImageUse>();
  const add = (reference: string, index: number) => {
    const line = lineAt(index);
    if (isComment(text.split("\n")[line - 1] ?? "")) return;
    found.set(`${line}:${reference}`, { reference, origin: { kind: "file", file: path, line } });
  };
  for (const pattern of patterns) for (const match of text.matchAll(new RegExp(pattern, "gm"))) add(match[1] ?? "", match.index + match[0].lastIndexOf(match[1] ?? ""));
  for (const { 1: driver = "", 2: version = "", index } of text.matchAll(JDBC)) add(`${JDBC_IMAGES[driver]}:${version}`, index);
  return [...found.values()].sort((a, b) => a.origin.line - b.origin.line);
};
