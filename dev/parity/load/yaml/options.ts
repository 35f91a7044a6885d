import type { Tags } from "yaml";

/** Kubernetes' reader takes these for text, and YAML 1.1 does not: 2024-01-01, 12:30, !!binary. */
const NOT_OF_KUBERNETES: readonly string[] = ["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary"];

/** As Kubernetes reads YAML, which is 1.1: `defaultMode: 0644` is octal, `on` is true, `<<` merges; but nothing is a time. */
const asKubernetes = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === "string" || (!NOT_OF_KUBERNETES.includes(tag.tag) && !("format" in tag && tag.format === "TIME")));

/** How somebody's YAML is read: of Kubernetes, or of Compose, which is 1.2 with merge keys. */
export const DIALECTS = {
  kubernetes: { version: "1.1", customTags: asKubernetes },
  compose: { version: "1.2", merge: true },
} as const;

export type Dialect = keyof typeof DIALECTS;
