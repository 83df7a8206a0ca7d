package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.metadata14;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.chain.subtensor.Reaction.GiveUp;
import io.byteleap.chain.subtensor.Reaction.RereadNonce;
import io.byteleap.chain.subtensor.Reaction.RereadRuntime;
import io.byteleap.chain.subtensor.Reaction.WaitForBlock;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1010 | Invalid Transaction | Transaction is outdated                   | RereadNonce",
        "1010 | Invalid Transaction | Transaction will be valid in the future   | RereadNonce",
        "1010 | Invalid Transaction | Transaction has a bad signature           | RereadRuntime",
        "1010 | Invalid Transaction | Transaction has an ancient birth block    | WaitForBlock",
        "1010 | Invalid Transaction | Transaction would exhaust the block limits | WaitForBlock",
        "1010 | Invalid Transaction | Inability to pay some fees (e.g. account) | GiveUp",
        "1010 | Invalid Transaction | Custom error: 6                           | WaitForBlock",
        "1010 | Invalid Transaction | Custom error: 12                          | WaitForBlock",
        "1010 | Invalid Transaction | Custom error: 15                          | WaitForBlock",
        "1010 | Invalid Transaction | Custom error: 1                           | GiveUp",
        "1010 | Invalid Transaction | Custom error: 255                         | GiveUp",
        "1010 | {\"invalid\":{\"stale\":null}}    | ''                            | RereadNonce",
        "1010 | {\"invalid\":{\"future\":null}}   | ''                            | RereadNonce",
        "1010 | {\"invalid\":{\"badProof\":null}} | ''                            | RereadRuntime",
        "1010 | {\"invalid\":{\"custom\":6}}      | ''                            | WaitForBlock",
        "1011 | Unknown Transaction Validity      | ''                            | WaitForBlock",
        "1012 | Transaction is temporarily banned | ''                            | WaitForBlock",
        "1013 | Transaction Already Imported      | ''                            | WaitForBlock",
        "1014 | Priority is too low               | ''                            | WaitForBlock",
        "1016 | Immediately Dropped               | ''                            | WaitForBlock",
        "-32602 | Invalid params                  | ''                            | GiveUp",
      })
  void refusalAtTheDoor_hasItsReaction(int code, String message, String data, String reaction) {
    assertThat(Reaction.to(new RpcError(code, message, data)).getClass().getSimpleName())
        .isEqualTo(reaction);
  }

  @Test
  void customErrors_showByName() {
    assertThat(Reaction.to(new RpcError(1010, "Invalid Transaction", "Custom error: 10")))
        .isEqualTo(new GiveUp(Label.of("HotKeyNotRegisteredInNetwork")));
    assertThat(Reaction.to(new RpcError(1010, "Invalid Transaction", "Custom error: 200")))
        .isEqualTo(new GiveUp(Label.of("custom error 200")));
    assertThat(Reaction.to(new RpcError(1010, "x", "Custom error: 99999")))
        .isInstanceOf(GiveUp.class);
  }

  @ParameterizedTest
  @CsvSource({
    "SettingWeightsTooFast, WaitForBlock",
    "CommittingWeightsTooFast, WaitForBlock",
    "ServingRateLimitExceeded, WaitForBlock",
    "TooManyUnrevealedCommits, WaitForBlock",
    "RevealTooEarly, WaitForBlock",
    "CommitRevealEnabled, RereadRuntime",
    "CommitRevealDisabled, RereadRuntime",
    "IncorrectCommitRevealVersion, RereadRuntime",
    "IncorrectWeightVersionKey, RereadRuntime",
    "UidsLengthExceedUidsInSubNet, GiveUp",
    "NeuronNoValidatorPermit, GiveUp",
  })
  void failureInABlock_hasItsReaction(String error, String reaction) {
    var failure = new DispatchFailure(Label.of("SubtensorModule"), Label.of(error));

    assertThat(Reaction.to(failure).getClass().getSimpleName()).isEqualTo(reaction);
    assertThat(Reaction.to(failure).why().value()).isEqualTo("SubtensorModule." + error);
    assertThat(metadata14(343).pallet(7).orElseThrow().errors())
        .extracting(Variant::name)
        .contains(error);
  }

  @Test
  void reactions_ofEveryKind_sayWhy() {
    assertThat(new RereadNonce(Label.of("a")).why()).isEqualTo(Label.of("a"));
    assertThat(new RereadRuntime(Label.of("b")).why()).isEqualTo(Label.of("b"));
    assertThat(new WaitForBlock(Label.of("c")).why()).isEqualTo(Label.of("c"));
  }

  @Test
  void errorText_anyMutant_hasAReaction() {
    Fuzz.texts(
        List.of(
            "Custom error: 6",
            "{\"invalid\":{\"custom\":6}}",
            "Transaction is outdated",
            "\u001b[31m"),
        text -> {
          var reaction = Reaction.to(new RpcError(1010, "Invalid Transaction", text));
          assertThat(reaction.why().value()).hasSizeLessThanOrEqualTo(128);
        });
  }
}
