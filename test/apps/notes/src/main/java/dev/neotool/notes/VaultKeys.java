package dev.neotool.notes;

import com.auth0.jwt.interfaces.RSAKeyProvider;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The public keys that tokens are checked with, from Vault: a secret for each key id. One that is new since the start is found, too. */
final class VaultKeys implements RSAKeyProvider {
    private static final int NOT_FOUND = 404;

    private final Vault vault;
    private final String path;
    private final Map<String, RSAPublicKey> known = new ConcurrentHashMap<>();

    VaultKeys(Environment environment) throws VaultException {
        path = environment.get("VAULT_SECRET_PATH");
        vault = Vault.create(new VaultConfig().address(environment.get("VAULT_ADDRESS")).token(environment.get("VAULT_TOKEN")).engineVersion(environment.number("VAULT_ENGINE_VERSION")).build());
        if (getPublicKeyById(environment.get("JWT_KEY_ID")) == null) throw new IllegalStateException("Vault has no key at " + path + "/" + environment.get("JWT_KEY_ID"));
    }

    /** @return null for one that Vault does not have, or that is no name of a key. */
    @Override
    public RSAPublicKey getPublicKeyById(String keyId) {
        return keyId == null || !keyId.matches("[\\w-]+") ? null : known.computeIfAbsent(keyId, this::read);
    }

    private RSAPublicKey read(String keyId) {
        try {
            String pem = vault.logical().read(path + "/" + keyId).getData().get("public");
            return pem == null ? null : parse(pem);
        } catch (VaultException error) {
            if (error.getHttpStatusCode() == NOT_FOUND) return null;
            throw unreadable(keyId, error);
        } catch (GeneralSecurityException error) {
            throw unreadable(keyId, error);
        }
    }

    /** Not the token's fault, and so no refusal of it. */
    private static UncheckedIOException unreadable(String keyId, Exception cause) {
        return new UncheckedIOException(new IOException("the key " + keyId + " could not be read from Vault", cause));
    }

    private static RSAPublicKey parse(String pem) throws GeneralSecurityException {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
    }

    /** It signs nothing. */
    @Override
    public RSAPrivateKey getPrivateKey() {
        return null;
    }

    @Override
    public String getPrivateKeyId() {
        return null;
    }
}
