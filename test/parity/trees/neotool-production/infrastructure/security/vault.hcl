ui = false
disable_mlock = true

listener "tcp" {
  address     = "0.0.0.0:8200"
  tls_disable = true
}

storage "file" {
  path = "/vault/file"
}

max_lease_ttl     = "24h"
default_lease_ttl = "24h"
