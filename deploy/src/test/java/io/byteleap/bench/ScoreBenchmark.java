package io.byteleap.bench;

import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.weights.WeightVector;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import io.byteleap.fixture.Subnets.Subnet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Scores and weights of a whole subnet, every worker with a full window of 169 hours.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ScoreBenchmark {
  @Param("256")
  int minerCount;

  @Param("100")
  int workerCount;

  private Subnet subnet;

  @Setup
  public void prepare() {
    subnet = Subnets.draw(new Subnets.Size(minerCount, workerCount), Seeds.generator(7));
  }

  @Benchmark
  public WeightVector weights() {
    return subnet.weights(ScoringPolicy.DEFAULT);
  }
}
