import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import type { Path } from "../production.ts";

/** What a kustomization asks for besides itself. */
export interface Reference {
  readonly path: Path;
  readonly text: string;
  /** `part`: a file, another kustomization's folder or something remote; `file`: a file beside it. */
  readonly kind: "part" | "file";
}

type Spec = Readonly<Record<string, unknown>>;

export const KUSTOMIZATION_FILES: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

const PARTS = ["resources", "bases", "components", "generators", "transformers", "validators"] as const;
const FILES = ["crds", "configurations"] as const;
const WITH_PATHS = ["patches", "patchesJson6902", "replacements"] as const;
const GENERATORS = ["configMapGenerator", "secretGenerator"] as const;

const isInline = (text: string): boolean => text.includes("\n");

const texts = (spec: Spec, field: string, kind: Reference["kind"]): readonly Reference[] =>
  listOf(spec[field]).flatMap((text, index) => (typeof text === "string" && !isInline(text) ? [{ path: [field, index], text, kind }] : []));

const generated = (spec: Spec, field: string): readonly Reference[] =>
  listOf(spec[field]).flatMap((entry, index): readonly Reference[] => {
    if (!isRecord(entry)) return [];
    const named = [...listOf(entry.files).map((text, at) => ({ text, path: [field, index, "files", at] })), ...listOf(entry.envs).map((text, at) => ({ text, path: [field, index, "envs", at] })), { text: entry.env, path: [field, index, "env"] }];
    return named.flatMap(({ text, path }) => (typeof text === "string" ? [{ path, text: path.includes("files") ? text.replace(/^[^=]*=/, "") : text, kind: "file" as const }] : []));
  });

/** Pure. */
export const referencesOf = (spec: Spec): readonly Reference[] => [
  ...PARTS.flatMap((field) => texts(spec, field, "part")),
  ...FILES.flatMap((field) => texts(spec, field, "file")),
  ...texts(spec, "patchesStrategicMerge", "file"),
  ...WITH_PATHS.flatMap((field) => listOf(spec[field]).flatMap((entry, index) => (isRecord(entry) && typeof entry.path === "string" ? [{ path: [field, index, "path"], text: entry.path, kind: "file" as const }] : []))),
  ...GENERATORS.flatMap((field) => generated(spec, field)),
  ...(isRecord(spec.openapi) && typeof spec.openapi.path === "string" ? [{ path: ["openapi", "path"], text: spec.openapi.path, kind: "file" as const }] : []),
];

/** Whether kustomize would go to the network for it: a URL, or what git hosts are called by. */
export const isRemote = (text: string): boolean => /^[a-z+]+:\/\/|^git@|^git::|^github\.com[/:]|\?(ref|version|timeout|submodules)=|\.git(\/|$)/.test(text);
