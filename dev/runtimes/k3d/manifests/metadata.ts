import type { Instance } from "../../../model/instance.ts";
import { LABEL } from "../../../model/labels.ts";
import type { Metadata } from "./manifest.ts";
import { namespaceOf } from "./namespaces.ts";

/** By these the objects of one service are chosen: never changed, because a workload's selector cannot be. */
export const selectorOf = (service: string) => ({ "app.kubernetes.io/name": service });

const MANAGED = { "app.kubernetes.io/managed-by": "neotool" } as const;

/** Of what belongs to no service. */
export const instanceLabels = ({ id }: Instance) => ({ ...MANAGED, [LABEL.instance]: id });

/** Of every object of a service, its pods included. */
export const serviceLabels = (service: string, instance: Instance) => ({ ...selectorOf(service), ...instanceLabels(instance), [LABEL.service]: service });

/** Of an object in the service's namespace. @param name @default the service's */
export const metadataOf = (service: string, instance: Instance, name = service) =>
  ({ name, namespace: namespaceOf(service), labels: serviceLabels(service, instance) }) satisfies Metadata;

/** Chooses every namespace of ours. */
export const OUR_NAMESPACES = { matchLabels: MANAGED } as const;
