package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Endpoint;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of a neuron's numbers.
final class NeuronTest {
  @Test
  void stakesBeyondEveryAmount_areTheLargest() {
    var neuron =
        read(SubtensorApi.readNeuronsLite(
                hex("chain/neurons_lite_netuid1.hex"), AnswerShape.TYPED, new Netuid(1)))
            .getFirst();
    var huge = new NeuronInfoLite.StakeOf(neuron.coldkey(), Long.MAX_VALUE);
    var rich =
        new NeuronInfoLite(
            neuron.hotkey(),
            neuron.coldkey(),
            0,
            1,
            true,
            neuron.axon(),
            neuron.prometheus(),
            List.of(huge, huge),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            true,
            0);

    var metagraph = NeuronInfoLite.toMetagraph(BlockNumber.GENESIS, List.of(rich));

    assertThat(metagraph.neurons().values())
        .singleElement()
        .satisfies(member -> assertThat(member.stake().rao()).isEqualTo(Long.MAX_VALUE));
  }

  @Test
  void addresses_areNumbersOfTheirKind() {
    var v6 = IpNumber.of(new Endpoint("2001:db8::ff00:42:8329", 80));

    assertThat(IpNumber.endpoint(v6.number(), v6.ipType(), 80))
        .isEqualTo(new Endpoint("2001:db8:0:0:0:ff00:42:8329", 80));
    assertThat(IpNumber.of(new Endpoint("1.2.3.4", 1)).number()).isEqualTo(0x01020304);
    assertThat(IpNumber.endpoint(BigInteger.TWO.pow(40), 4, 80)).isEqualTo(Endpoint.NOWHERE);
    assertThat(IpNumber.endpoint(BigInteger.ONE, 9, 80)).isEqualTo(Endpoint.NOWHERE);
    assertThat(IpNumber.endpoint(BigInteger.ZERO, 6, 80).isServing()).isFalse();
  }
}
