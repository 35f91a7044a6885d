import { LABEL } from "../../model/labels.ts";
import type { Instance } from "../../model/instance.ts";

/** Query for what belongs to an instance, or to one service of it. */
export const selector = ({ id }: Instance, service?: string): string =>
  `labelSelector=${encodeURIComponent([`${LABEL.instance}=${id}`, service === undefined ? LABEL.service : `${LABEL.service}=${service}`].join(","))}`;
