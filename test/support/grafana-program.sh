#!/bin/sh
# TEST EQUIPMENT, in place of Grafana, which has no image here. It looks for what Grafana would look for, keeps a database
# that remembers the uid of its data source, and answers /api/health when its migrations are done. It draws nothing.
set -eu
provisioning=/etc/grafana/provisioning
[ -s "$GF_SECURITY_ADMIN_PASSWORD__FILE" ] || { echo "logger=settings level=error msg=\"no password\""; exit 1; }
for file in "$provisioning/datasources/neotool.yml" "$provisioning/dashboards/neotool.yml" "$GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"; do
  [ -r "$file" ] || { echo "logger=provisioning level=error msg=\"$file is not there\""; exit 1; }
done
uid=$(sed -n 's/^ *uid: *//p' "$provisioning/datasources/neotool.yml" | head -n 1)
database=/var/lib/grafana/grafana.db
if [ -f "$database" ] && [ "$(cat "$database")" != "$uid" ]; then
  echo 'Error: ✗ Datasource provisioning error: data source not found'
  exit 1
fi
echo 'logger=migrator level=info msg="migrations done"'
echo "$uid" > "$database"
mkdir -p /tmp/www/api
echo '{"commit":"test-equipment","database":"ok","version":"11.1.4"}' > /tmp/www/api/health
trap 'exit 0' TERM
httpd -f -p 3000 -h /tmp/www &
wait
