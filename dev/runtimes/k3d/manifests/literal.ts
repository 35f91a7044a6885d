/**
 * A text that Kubernetes is to take as it stands: in arguments, environment and probes it fills in `$(NAME)`, and makes one
 * dollar of two.
 */
export const literal = (text: string): string => text.replaceAll(/\$(?=[$(])/g, "$$$$");
