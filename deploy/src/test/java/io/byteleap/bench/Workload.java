package io.byteleap.bench;

import java.util.List;

/// One line of the table: what is measured, by which benchmark, and what stands beside it.
///
/// `reference` is the name under which the Python program reports the same work, "" when it has
/// none; `limit` is what of the work the machine cannot do faster.
record Workload(String title, Class<?> benchmark, String method, String reference, Limit limit) {
  /// The bare operation that bounds a piece of work from below.
  sealed interface Limit {}

  /// Nothing simpler to compare with.
  record NoLimit() implements Limit {}

  /// As many multiply-adds, on registers alone.
  record MultiplyAdds(double count, Cores cores) implements Limit {}

  /// `times` calls of a bare operation of [MachineBenchmark].
  record Calls(double times, String of) implements Limit {}

  /// On how many cores the work runs.
  enum Cores {
    ONE("multiplyAdds", 1),
    ALL("multiplyAddsOfAllCores", Runtime.getRuntime().availableProcessors());

    private final String peak;
    private final int count;

    Cores(String peak, int count) {
      this.peak = peak;
      this.count = count;
    }

    /// The method of [MachineBenchmark] that measures them.
    String peak() {
      return peak;
    }

    int count() {
      return count;
    }
  }

  private static final double PRODUCT_SIZE = 2_000;
  private static final double ROWS_VERIFIED = 50;
  private static final double EXACT_SIZE = 2_048;

  static final List<Workload> ALL =
      List.of(
          new Workload(
              "CPU challenge, n = 2000: execute",
              CpuChallengeBenchmark.class,
              "execute",
              "cpu_execute",
              new MultiplyAdds(PRODUCT_SIZE * PRODUCT_SIZE * PRODUCT_SIZE, Cores.ALL)),
          new Workload(
              "CPU challenge, n = 2000: verify 50 rows",
              CpuChallengeBenchmark.class,
              "verify",
              "cpu_verify",
              new MultiplyAdds(ROWS_VERIFIED * PRODUCT_SIZE * PRODUCT_SIZE, Cores.ONE)),
          new Workload(
              "Exact product, n = 2048: execute",
              ExactWorkBenchmark.class,
              "execute",
              "",
              new MultiplyAdds(EXACT_SIZE * EXACT_SIZE * EXACT_SIZE, Cores.ALL)),
          new Workload(
              "CPU challenge, n = 2048: execute",
              ExactWorkBenchmark.class,
              "executeV1",
              "",
              new MultiplyAdds(EXACT_SIZE * EXACT_SIZE * EXACT_SIZE, Cores.ALL)),
          alone("Exact product, n = 2048: open 8 rows", ExactWorkBenchmark.class, "open"),
          alone(
              "Exact product, n = 32768: parse and verify 8 rows",
              ExactCheckBenchmark.class,
              "parseAndJudge"),
          alone(
              "Exact product, n = 32768: B times s, once a round",
              ExactCheckBenchmark.class,
              "secretProduct"),
          new Workload(
              "GPU challenge, n = 32768: parse and verify",
              GpuChallengeBenchmark.class,
              "parseAndJudge",
              "gpu_verify",
              new NoLimit()),
          new Workload(
              "Merkle tree of 32,768 leaves: build",
              MerkleBenchmark.class,
              "build",
              "merkle_build",
              new Calls(1, "sha256OfPairs")),
          new Workload(
              "Merkle tree of 32,768 leaves: 2 proofs",
              MerkleBenchmark.class,
              "proveTwo",
              "merkle_proofs",
              new NoLimit()),
          new Workload(
              "Heartbeat of 100 workers: there and back",
              SessionBenchmark.class,
              "roundTrip",
              "session",
              new Calls(2, "aesGcm")),
          new Workload(
              "Scores and weights, 256 miners x 100 workers",
              ScoreBenchmark.class,
              "weights",
              "scores",
              new NoLimit()),
          alone("Signature: sign", SignatureBenchmark.class, "sign"),
          alone("Signature: verify", SignatureBenchmark.class, "verify"),
          alone("Signature: verify, prepared key", SignatureBenchmark.class, "verifyPrepared"),
          alone("Signature: what it adds to a request", SignatureBenchmark.class, "signedRequest"),
          alone("Metagraph of 1,024 neurons: decode", MetagraphBenchmark.class, "decode"));

  /// Work with nothing beside it.
  private static Workload alone(String title, Class<?> benchmark, String method) {
    return new Workload(title, benchmark, method, "", new NoLimit());
  }

  /// As JMH names it.
  String name() {
    return benchmark.getName() + "." + method;
  }
}
