package io.byteleap.validator.cluster;

import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterConfig.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/// How the processes of a validator know each other: TLS 1.3, both sides with a certificate of the
/// validator's own authority, the one that is called with its host in it.
///
/// Files that change are read again with the next connection; when the new ones cannot be used, the
/// old ones stay.
public final class ClusterTls {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTls.class);
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private ClusterTls() {}

  /// What the actor system must be created with, where transport is `tls-tcp`.
  public static SSLEngineProviderSetup setup(ClusterConfig config) throws TlsProblem {
    return config.isShared() && config.tls().areGiven() ? of(config.tls()) : shut();
  }

  private static SSLEngineProviderSetup of(TlsFiles files) throws TlsProblem {
    var known = new Known(files);
    return SSLEngineProviderSetup.create(_ -> new Engines(known::context));
  }

  /// For a process that is alone: whoever connects finds nobody with a certificate.
  public static SSLEngineProviderSetup shut() {
    return SSLEngineProviderSetup.create(_ -> new Engines(ClusterTls::empty));
  }

  private static SSLContext empty() {
    try {
      var context = SSLContext.getInstance(PROTOCOLS[0]);
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has TLS 1.3", e);
    }
  }

  @FunctionalInterface
  private interface Contexts {
    SSLContext now();
  }

  /// The context of files, as they are now. For many threads.
  private static final class Known {
    private final TlsFiles files;
    private List<FileTime> times;
    private SSLContext context;

    Known(TlsFiles files) throws TlsProblem {
      this.files = files;
      this.times = times(files);
      this.context = PemContext.of(files);
    }

    synchronized SSLContext context() {
      try {
        var now = times(files);
        if (!now.equals(times)) {
          times = now;
          context = PemContext.of(files);
          LOG.info("read the certificates of the cluster again");
        }
      } catch (TlsProblem e) {
        LOG.error("the old certificates of the cluster stay in use: {}", e.getMessage());
      }
      return context;
    }

    private static List<FileTime> times(TlsFiles files) throws TlsProblem {
      try {
        var times = Stream.<FileTime>builder();
        for (Path file : List.of(files.certificateFile(), files.keyFile(), files.caFile())) {
          times.add(Files.getLastModifiedTime(file));
        }
        return times.build().toList();
      } catch (IOException e) {
        throw new TlsProblem("cluster.tls: a file cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /// Sessions need no look of their own: what counts is checked while hands are shaken.
  private record Engines(Contexts contexts) implements SSLEngineProvider {
    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
      var engine = contexts.now().createSSLEngine(hostname, port);
      engine.setUseClientMode(false);
      engine.setNeedClientAuth(true);
      engine.setEnabledProtocols(PROTOCOLS);
      return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
      var engine = contexts.now().createSSLEngine(hostname, port);
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(PROTOCOLS);
      var parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      return engine;
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
      return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
      return Option.empty();
    }
  }
}
