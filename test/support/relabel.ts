/** A rule of Prometheus' relabelling, as far as our configurations use it. */
export interface RelabelRule {
  readonly action?: "replace" | "keep" | "drop" | "labelmap";
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
}

export type Labels = Readonly<Record<string, string>>;

const SOUND = /^(?:replace|keep|drop|labelmap)$/;

const after = (labels: Labels, rule: RelabelRule): Labels | undefined => {
  const { action = "replace", source_labels = [], separator = ";", regex = "(.*)", target_label = "", replacement = "$1" } = rule;
  if (!SOUND.test(action)) throw new Error(`this action is not imitated: ${action}`);
  const pattern = new RegExp(`^(?:${regex})$`, "s"); // Prometheus' are anchored
  if (action === "labelmap") {
    const mapped = Object.entries(labels).flatMap(([name, value]): [string, string][] => (pattern.test(name) ? [[name.replace(pattern, replacement), value]] : []));
    return { ...labels, ...Object.fromEntries(mapped) };
  }
  const value = source_labels.map((name) => labels[name] ?? "").join(separator);
  const matches = pattern.test(value);
  if (action === "keep") return matches ? labels : undefined;
  if (action === "drop") return matches ? undefined : labels;
  return matches ? { ...labels, [target_label]: value.replace(pattern, replacement) } : labels;
};

/** What labels become; `undefined` for what is dropped. */
export const relabelled = (labels: Labels, rules: readonly RelabelRule[]): Labels | undefined =>
  rules.reduce<Labels | undefined>((now, rule) => now && after(now, rule), labels);
