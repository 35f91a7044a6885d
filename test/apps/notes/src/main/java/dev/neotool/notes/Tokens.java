package dev.neotool.notes;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.util.List;

/** Says whose a request is. */
final class Tokens {
    private static final String SCHEME = "Bearer ";
    private final JWTVerifier verifier;

    Tokens(VaultKeys keys) {
        verifier = JWT.require(Algorithm.RSA256(keys)).withClaimPresence("sub").withClaimPresence("exp").build();
    }

    /**
     * @param authorization The header; may be null.
     * @return null for nobody: a request without a token.
     * @throws JWTVerificationException for one that is foreign, expired or none at all.
     */
    Caller callerOf(String authorization) {
        if (authorization == null || authorization.isBlank()) return null;
        if (!authorization.startsWith(SCHEME)) throw new JWTVerificationException("the authorization is no bearer token");
        DecodedJWT token = verifier.verify(authorization.substring(SCHEME.length()));
        List<String> roles = token.getClaim("roles").asList(String.class);
        return new Caller(token.getSubject(), roles == null ? List.of() : roles);
    }
}
