package io.byteleap.bench;

import io.byteleap.chain.subtensor.AnswerShape;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorApi;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The answer of a real node about a subnet of 1,024 neurons, until it is a metagraph of ours:
/// every field, and each neuron's address.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MetagraphBenchmark {
  private static final Netuid NETUID = new Netuid(1);

  private Bytes answer;

  @Setup
  public void prepare() {
    answer = ChainVectors.hex("chain/selective_mechagraph_netuid1.hex");
  }

  @Benchmark
  public Metagraph decode() {
    var answered =
        ChainVectors.read(SubtensorApi.readSelectiveMetagraph(answer, AnswerShape.TYPED, NETUID));
    return ChainVectors.read(answered.toMetagraph());
  }
}
