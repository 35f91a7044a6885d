FROM neotool.local/busybox:1.37
LABEL dev.neotool.image.test-equipment=ghcr.io/k3d-io/k3d-tools:5.8.3
# k3d calls ./k3d-tools
WORKDIR /app
COPY k3d-tools /app/k3d-tools
ENTRYPOINT ["/app/k3d-tools"]
