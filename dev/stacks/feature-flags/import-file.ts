import type { FeatureFlag } from "./flag.ts";

/** The project that every Unleash has. */
const PROJECT = "default";
/** Unleash counts variants in thousandths. */
const PER_CENT = 10;

/** Unleash wants one of them to have what the others leave, and says that this is its weight. */
const variantsOf = ({ variants }: FeatureFlag) => {
  const shares = Object.entries(variants);
  return shares.map(([name, share], index) => ({ name, weight: share * PER_CENT, weightType: index === shares.length - 1 ? "variable" : "fix", stickiness: "default" }));
};

/** A share of all: the same people get it each time, whoever asks. */
const rolloutOf = (flag: FeatureFlag) => ({
  name: "flexibleRollout",
  featureName: flag.name,
  parameters: { rollout: String(flag.rollout), stickiness: "default", groupId: flag.name },
  constraints: [],
  segments: [],
  variants: variantsOf(flag),
});

const strategiesOf = (flag: FeatureFlag) =>
  flag.strategies.length === 0
    ? [rolloutOf(flag)]
    : flag.strategies.map(({ name, parameters, constraints }) => ({ name, featureName: flag.name, parameters, constraints, segments: [], variants: variantsOf(flag) }));

/**
 * Flags as the file that Unleash itself exports, and takes up when it starts: those that are there become like this, others stay as they are.
 * Pure.
 */
export const importFile = (flags: readonly FeatureFlag[], environment: string): string =>
  `${JSON.stringify(
    {
      features: flags.map(({ name, description, type }) => ({ name, description, type, project: PROJECT, stale: false, impressionData: false })),
      featureStrategies: flags.flatMap(strategiesOf),
      featureEnvironments: flags.map(({ name, enabled }) => ({ name, featureName: name, environment, enabled, variants: [] })),
      contextFields: [],
      featureTags: [],
      segments: [],
      tagTypes: [],
      dependencies: [],
    },
    null,
    2,
  )}\n`;
