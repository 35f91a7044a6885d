package dev.neotool.notes;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The texts of notes, as objects in S3. */
final class Texts {
    private final S3Client s3;
    private final String bucket;

    Texts(Environment environment) {
        bucket = environment.get("STORAGE_PRIVATE_BUCKET");
        String scheme = environment.isTrue("STORAGE_USE_HTTPS") ? "https" : "http";
        s3 = S3Client.builder()
            .endpointOverride(URI.create(scheme + "://" + environment.get("STORAGE_HOSTNAME") + ":" + environment.get("STORAGE_PORT")))
            .region(Region.of(environment.get("STORAGE_REGION")))
            .forcePathStyle(environment.isTrue("STORAGE_FORCE_PATH_STYLE"))
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(environment.get("STORAGE_ACCESS_KEY"), environment.get("STORAGE_SECRET"))))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            // Not every server that speaks S3 knows the checksums that Amazon's own asks for by default.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .build();
    }

    void put(Note note, String text) {
        s3.putObject(request -> request.bucket(bucket).key(keyOf(note)).contentType("text/plain; charset=utf-8"), RequestBody.fromString(text));
    }

    String get(Note note) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(keyOf(note))).asUtf8String();
    }

    private static String keyOf(Note note) {
        return "notes/" + note.id() + ".txt";
    }
}
