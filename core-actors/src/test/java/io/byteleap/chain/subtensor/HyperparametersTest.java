package io.byteleap.chain.subtensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.Value.Choice;
import io.byteleap.chain.metadata.Value.Flag;
import io.byteleap.chain.metadata.Value.Items;
import io.byteleap.chain.metadata.Value.Named;
import io.byteleap.chain.metadata.Value.Octets;
import io.byteleap.chain.metadata.Value.Struct;
import io.byteleap.chain.metadata.Value.Whole;
import io.byteleap.chain.subtensor.Hyperparameters.Name;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleProblem;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Parameters of the third version: names and values, each of a type of its own. Its types are in
/// runtimes that nobody has recorded yet.
final class HyperparametersTest {
  private static final Items LISTED =
      new Items(
          List.of(
              entry("kappa", "U16", whole(32_767)),
              entry("commit_reveal_weights_enabled", "Bool", new Flag(true)),
              entry("min_burn", "TaoBalance", whole(500_000)),
              entry("weights_version", "U64", new Whole(new BigInteger("ffffffffffffffff", 16))),
              entry("alpha_sigmoid_steepness", "I32F32", struct("bits", whole(-(1L << 33)))),
              entry(
                  "burn_increase_mult",
                  "U64F64",
                  struct("bits", new Whole(BigInteger.ONE.shiftLeft(65)))),
              entry("something_of_tomorrow", "U128", whole(1))));

  private static Value whole(long number) {
    return new Whole(BigInteger.valueOf(number));
  }

  private static Struct struct(String field, Value value) {
    return new Struct(List.of(new Named(field, value)));
  }

  private static Value entry(String name, String type, Value value) {
    return new Struct(
        List.of(
            new Named("name", new Octets(Bytes.ofText(name))),
            new Named("value", new Choice(type, 0, List.of(new Named("", value))))));
  }

  private static Value some(Value value) {
    return new Choice("Some", 1, List.of(new Named("", value)));
  }

  private static void assertAsListed(Hyperparameters parameters) {
    assertThat(parameters.get(Name.KAPPA)).contains(32_767L);
    assertThat(parameters.get(Name.COMMIT_REVEAL_WEIGHTS_ENABLED)).contains(1L);
    assertThat(parameters.get(Name.MIN_BURN)).contains(500_000L);
    assertThat(parameters.get(Name.WEIGHTS_VERSION)).contains(-1L);
    assertThat(parameters.get(Name.ALPHA_SIGMOID_STEEPNESS)).contains(-(1L << 33));
    assertThat(parameters.get(Name.RHO)).isEmpty();
  }

  @Test
  void parametersByName_areRead_andThoseThatAreNotKnownPassedOver() {
    assertAsListed(Hyperparameters.of(some(LISTED)));
  }

  @Test
  void parametersByName_inAStructureOfTheirOwn_areReadAlike() {
    assertAsListed(Hyperparameters.of(some(struct("params", LISTED))));
  }

  @Test
  void answersThatAreNone_areRefused() {
    for (var wrong :
        List.of(
            new Choice("None", 0, List.of()),
            LISTED,
            some(new Flag(true)),
            some(new Items(List.of())),
            some(new Items(List.of(whole(1)))),
            some(new Items(List.of(entry("tomorrow", "U16", whole(1))))),
            some(struct("kappa", new Whole(BigInteger.ONE.shiftLeft(64)))),
            some(struct("kappa", new Octets(Bytes.ofText("x")))))) {
      assertThatThrownBy(() -> Hyperparameters.of(wrong)).isInstanceOf(ScaleProblem.class);
    }
  }
}
