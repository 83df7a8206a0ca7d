package io.byteleap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.weights.WeightVector;
import io.byteleap.house.Sources;
import io.byteleap.keys.SignatureCheck;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

/// That the benchmarks measure the work which they say they measure, on small sizes.
final class BenchTest {
  @Test
  void cpuChallenge_verifiesTheRowsThatItComputes() {
    var benchmark = new CpuChallengeBenchmark();
    benchmark.size = 100;
    benchmark.prepare();

    var tree = benchmark.execute();
    var verified = benchmark.verify();
    benchmark.stop();

    assertThat(verified).hasSize(50);
    IntStream.range(0, 50)
        .forEach(i -> assertThat(tree.proof(2 * i).leaf()).isEqualTo(verified.get(i).hex()));
  }

  @Test
  void exactProduct_isThatWhichIsChecked() {
    var work = new ExactWorkBenchmark();
    work.size = 128;
    work.prepare();

    assertThat(work.execute()).isEqualTo(work.execute());
    assertThat(work.executeV1().hex()).hasSize(64);
    assertThat(work.open()).extracting("index").containsExactly(0, 16, 32, 48, 64, 80, 96, 112);
    work.stop();
  }

  @Test
  void exactCheck_findsAnHonestUnitSound() {
    var benchmark = new ExactCheckBenchmark();
    benchmark.size = 256;
    benchmark.prepare();

    assertThat(benchmark.parseAndJudge()).isEqualTo(new ExactVerdict.Sound());
    assertThat(benchmark.secretProduct().isComplete()).isTrue();
  }

  @Test
  void gpuChallenge_isSound() {
    var benchmark = new GpuChallengeBenchmark();
    benchmark.size = 256;
    benchmark.prepare();

    assertThat(benchmark.parse().units().getFirst().values().count()).isEqualTo(25 + 2 * 256);
    assertThat(benchmark.parseAndJudge().units()).hasOnlyElementsOfType(Verdict.Sound.class);
  }

  @Test
  void merkle_provesItsLeaves() {
    var benchmark = new MerkleBenchmark();
    benchmark.leafCount = 100;
    benchmark.prepare();

    assertThat(benchmark.build().leafCount()).isEqualTo(100);
    assertThat(benchmark.proveTwo())
        .allMatch(proof -> proof.leadsTo(benchmark.build().root(), 100))
        .hasSize(2);
    assertThat(benchmark.verifyOne()).isTrue();
  }

  @Test
  void session_bringsTheWholeHeartbeat() {
    var benchmark = new SessionBenchmark();
    benchmark.workerCount = 100;
    benchmark.prepare();

    assertThat(benchmark.roundTrip().workers()).hasSize(100);
    assertThat(SessionBenchmark.heartbeatText(100).length()).isBetween(190_000, 230_000);
  }

  @Test
  void scores_giveWeightsToTheMinersOnline() {
    var benchmark = new ScoreBenchmark();
    benchmark.minerCount = 20;
    benchmark.workerCount = 10;
    benchmark.prepare();

    assertThat(benchmark.weights())
        .isInstanceOfSatisfying(
            WeightVector.Weights.class,
            weights -> assertThat(weights.byUid()).hasSizeBetween(10, 20));
  }

  @Test
  void signatures_areGood_andThoseOfRequestsToo() {
    var benchmark = new SignatureBenchmark();
    benchmark.prepare();

    assertThat(benchmark.verify()).isEqualTo(SignatureCheck.GOOD);
    assertThat(benchmark.verifyPrepared()).isEqualTo(SignatureCheck.GOOD);
    assertThat(benchmark.signedRequest()).isEqualTo(SignatureCheck.GOOD);
  }

  @Test
  void metagraph_isThatOf1024Neurons() {
    var benchmark = new MetagraphBenchmark();
    benchmark.prepare();

    assertThat(benchmark.decode().neurons()).hasSize(1_024);
  }

  @Test
  void everyLineOfTheTable_isABenchmark_andWhatIsBesideItExists() throws Exception {
    String script = Files.readString(Sources.ROOT.resolve("deploy/bin/bench-reference.py"));
    for (Workload line : Workload.ALL) {
      assertThat(methodsOf(line.benchmark())).as(line.title()).contains(line.method());
      assertThat(script).as(line.title()).contains("report(\"" + line.reference());
    }
  }

  private static String[] methodsOf(Class<?> benchmark) {
    return Arrays.stream(benchmark.getMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .map(java.lang.reflect.Method::getName)
        .toArray(String[]::new);
  }
}
