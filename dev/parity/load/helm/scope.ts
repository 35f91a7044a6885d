/** Kinds of Kubernetes itself that are in no namespace. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "StorageClass", "PriorityClass", "IngressClass", "RuntimeClass", "APIService",
  "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "CSIDriver", "VolumeSnapshotClass", "ClusterSecretStore", "ClusterExternalSecret", "ClusterIssuer",
]);

export const isInNamespace = (kind: string): boolean => !CLUSTER_WIDE.has(kind);
