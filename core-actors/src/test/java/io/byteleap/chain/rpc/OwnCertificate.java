package io.byteleap.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that nobody has signed but itself, made by the JDK's own tool.
public record OwnCertificate(KeyStore keys) {
  private static final char[] PASSWORD = "of-this-test".toCharArray();
  private static final String NAME = "node";

  /// For a node whose address is `name`, as the tool writes it: `ip:127.0.0.1`, `dns:elsewhere`.
  public static OwnCertificate of(String name, Path folder) {
    var file = folder.resolve("keys.p12");
    try {
      Files.createDirectories(folder);
      var tool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  NAME,
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=node",
                  "-ext",
                  "san=" + name,
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .start();
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(tool.waitFor()).as(said).isZero();
      var keys = KeyStore.getInstance("PKCS12");
      try (var in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD);
      }
      return new OwnCertificate(keys);
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// For who has it.
  public SSLContext ofServer() {
    try {
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// For who believes it, and no other.
  public SSLContext ofClient() {
    try {
      var believed = KeyStore.getInstance(KeyStore.getDefaultType());
      believed.load(null, null);
      believed.setCertificateEntry(NAME, keys.getCertificate(NAME));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(believed);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
