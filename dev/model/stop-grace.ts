import type { ContainerService } from "./service.ts";

/** Long enough to write down what is held; what has nothing to write down must not hold up everybody's `down`. */
const WITH_DATA_SECONDS = 10;
const WITHOUT_DATA_SECONDS = 2;

/** How long a service may take to end before it is killed: what its definition says, else by whether it has data. */
export const stopGraceOf = ({ stopGraceSeconds, volumes = [] }: Pick<ContainerService<string>, "stopGraceSeconds" | "volumes">): number =>
  stopGraceSeconds ?? (volumes.length > 0 ? WITH_DATA_SECONDS : WITHOUT_DATA_SECONDS);
