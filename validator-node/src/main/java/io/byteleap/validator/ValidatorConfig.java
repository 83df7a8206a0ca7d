package io.byteleap.validator;

import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Label;
import io.byteleap.node.ListenAddress;
import io.byteleap.node.LoggingConfig;
import io.byteleap.node.NodeLog.LogLevel;
import io.byteleap.node.SubtensorConfig;
import io.byteleap.node.WalletConfig;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.validator.cluster.ClusterConfig;
import io.byteleap.validator.record.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// `validator_config.yaml`. Every key of the existing validator is known; what this version does
/// not use yet is said beside it in `deploy/config/validator.yaml`.
public record ValidatorConfig(
    @Fallback("0.0.0.0") String host,
    @Fallback("9091") int port,
    @Fallback("\"\"") String externalIp,
    @Fallback("0") int externalPort,
    @Fallback("128") int netuid,
    @Fallback("./data") Path dataDir,
    SubtensorConfig subtensor,
    MetagraphConfig metagraph,
    WalletConfig wallet,
    LoggingConfig logging,
    DatabaseConfig database,
    ClusterConfig cluster,
    MeshhubConfig meshhub,
    ValidationConfig validation,
    WeightConfig weightManagement,
    SecurityConfig security,
    StatusConfig status,
    ApiConfig api,
    EnrolmentConfig enrolment,
    GatewayConfig gateway,
    AutoUpdateConfig autoUpdate) {
  private static final int PORT_MAX = 65_535;

  public ValidatorConfig {
    Require.peerPort("port", port);
    Require.atLeastOne("netuid", netuid);
    var _ = new Netuid(netuid);
    axon(externalIp, host, axonPort(externalPort, port));
    requireSharedDatabase(cluster, database);
    scoring(validation, weightManagement);
    requireRankingIsKept(validation, weightManagement, database);
  }

  /// The configuration with another policy, which must fit it.
  ValidatorConfig with(ValidationConfig otherValidation, WeightConfig otherWeights) {
    return new ValidatorConfig(
        host,
        port,
        externalIp,
        externalPort,
        netuid,
        dataDir,
        subtensor,
        metagraph,
        wallet,
        logging,
        database,
        cluster,
        meshhub,
        otherValidation,
        otherWeights,
        security,
        status,
        api,
        enrolment,
        gateway,
        autoUpdate);
  }

  /// How scores are made.
  public ScoringPolicy scoring() {
    return scoring(validation, weightManagement);
  }

  private static ScoringPolicy scoring(ValidationConfig validation, WeightConfig weights) {
    return new ScoringPolicy(
        weights.availability().windowBuckets(),
        weights.scoreWeights().components(),
        validation.participation(),
        AddressPenalty.NONE);
  }

  /// How long what happened is kept: never shorter than presence counts, whatever is configured.
  HistoryRetention.Ages ages() {
    var kept =
        Stream.of(
                Duration.ofDays(database.eventRetentionDays()),
                Duration.ofHours(weightManagement.availability().windowHours()),
                Bucket.LENGTH.multipliedBy(BucketWindow.LENGTH))
            .max(Duration::compareTo)
            .orElseThrow();
    return new HistoryRetention.Ages(kept, kept.plus(validation.participation().window()));
  }

  /// Requests are logged when everything else is too.
  Records.Communication communication() {
    return logging.logLevel() == LogLevel.DEBUG
        ? Records.Communication.LOGGED
        : Records.Communication.NOT_LOGGED;
  }

  private static void requireRankingIsKept(
      ValidationConfig validation, WeightConfig weights, DatabaseConfig database) {
    boolean isKept =
        validation
                .participation()
                .window()
                .compareTo(Duration.ofDays(database.eventRetentionDays()))
            <= 0;
    if (weights.scoreWeights().components().countsChallenges() && !isKept) {
      throw new IllegalArgumentException(
          "ranking_window_minutes must not be longer than event_retention_days");
    }
  }

  private static void requireSharedDatabase(ClusterConfig cluster, DatabaseConfig database) {
    if (cluster.isShared() && !(database.url().url() instanceof DatabaseUrl.Server)) {
      throw new IllegalArgumentException(
          "database.url must name a server that all cluster.nodes reach, not an embedded one");
    }
  }

  /// Where miners find us.
  public Endpoint axon() {
    return axon(externalIp, host, axonPort(externalPort, port));
  }

  private static int axonPort(int externalPort, int port) {
    if (externalPort == 0) {
      return port;
    }
    Require.within("external_port", externalPort, 1, PORT_MAX);
    return externalPort;
  }

  private static Endpoint axon(String externalIp, String host, int port) {
    try {
      return new Endpoint(externalIp.isEmpty() ? host : externalIp, port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          externalIp.isEmpty()
              ? "external_ip is required, because host is a name: " + host
              : "external_ip must be an IP address, is '" + Label.of(externalIp) + "'",
          e);
    }
  }

  public record MetagraphConfig(
      @Fallback("105") int weightUpdateTempo, @Fallback("60s") Duration syncInterval) {
    public MetagraphConfig {
      if (weightUpdateTempo < 0) {
        throw new IllegalArgumentException("weight_update_tempo must be 0 or more");
      }
      Require.positive("sync_interval", syncInterval);
    }
  }

  public record DatabaseConfig(
      @Fallback("embedded") DatabaseLocation url,
      @Fallback("7") int eventRetentionDays,
      @Fallback("10") int connections) {
    public DatabaseConfig {
      if (eventRetentionDays < 1 || connections < 2) {
        throw new IllegalArgumentException(
            "event_retention_days must be 1 or more, connections 2 or more");
      }
    }
  }

  /// `database.url`; prints no credentials.
  public record DatabaseLocation(DatabaseUrl url) {
    public static DatabaseLocation parse(String text) {
      return new DatabaseLocation(DatabaseUrl.parse(text));
    }
  }

  public record WeightConfig(
      ScoreWeightsConfig scoreWeights,
      AvailabilityConfig availability,
      @Fallback("420s") Duration scoreInterval,
      @Fallback("30s") Duration submissionCheckInterval) {
    public WeightConfig {
      Require.positive("score_interval", scoreInterval);
      Require.positive("submission_check_interval", submissionCheckInterval);
    }
  }

  public record ScoreWeightsConfig(
      @Fallback("1.0") double leaseWeight, @Fallback("0.0") double challengeWeight) {
    public ScoreWeightsConfig {
      ComponentWeights.of(leaseWeight, challengeWeight);
    }

    public ComponentWeights components() {
      return ComponentWeights.of(leaseWeight, challengeWeight);
    }
  }

  public record AvailabilityConfig(
      @Fallback("169") int windowHours, @Fallback("120s") Duration servingMinimum) {
    private static final int BUCKETS_PER_HOUR = 12;

    public AvailabilityConfig {
      if (windowHours < 1 || windowHours * BUCKETS_PER_HOUR > BucketWindow.LENGTH) {
        throw new IllegalArgumentException("window_hours must be 1 to 169");
      }
      Require.positive("serving_minimum", servingMinimum);
      if (servingMinimum.compareTo(Bucket.LENGTH) > 0) {
        throw new IllegalArgumentException("serving_minimum must be at most 5m");
      }
    }

    public int windowBuckets() {
      return windowHours * BUCKETS_PER_HOUR;
    }
  }

  public record SecurityConfig(
      RateLimitConfig rateLimit, @Fallback("compat") HandshakePolicy handshake) {}

  public record RateLimitConfig(
      @Fallback("30") Duration windowSeconds, @Fallback("150") int maxRequests) {
    public RateLimitConfig {
      Require.positive("window_seconds", windowSeconds);
      if (maxRequests < 1) {
        throw new IllegalArgumentException("max_requests must be 1 or more");
      }
    }
  }

  /// Where operators and marketplaces find this node.
  public record StatusConfig(@Fallback("127.0.0.1") String host, @Fallback("9092") int port) {
    public StatusConfig {
      new ListenAddress(host, port);
    }

    public ListenAddress address() {
      return new ListenAddress(host, port);
    }
  }

  /// Whoever has the token in this file is an admin; empty: nobody. And how much one caller may
  /// ask.
  public record ApiConfig(@Fallback("\"\"") Path tokenFile, ApiLimitConfig rateLimit) {}

  public record ApiLimitConfig(
      @Fallback("10") Duration windowSeconds, @Fallback("500") int maxRequests) {
    private static final int MAX_REQUESTS_MAX = 10_000;

    public ApiLimitConfig {
      Require.positive("window_seconds", windowSeconds);
      if (maxRequests < 1 || maxRequests > MAX_REQUESTS_MAX) {
        throw new IllegalArgumentException("max_requests must be 1 to " + MAX_REQUESTS_MAX);
      }
    }
  }

  public record AutoUpdateConfig(@Fallback("true") boolean enabled) {}
}
