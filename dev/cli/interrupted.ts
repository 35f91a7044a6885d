/** How a command that changes an instance answers the first Ctrl+C. */
export const INTERRUPTED = "Interrupted: nothing new is begun, what runs stays. Press Ctrl+C again to cut off what is in flight.";
