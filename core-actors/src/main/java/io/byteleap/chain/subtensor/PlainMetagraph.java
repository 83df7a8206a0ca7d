package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Value;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.scale.ScaleRefusal.Kind;

/// The members of a subnet, out of an answer of `get_metagraph`. It has every field of a
/// [SelectiveMetagraph] up to the dividends, by the same names, and none of them optional. It is
/// read by the runtime's own types, since the identities in it have changed their form.
final class PlainMetagraph {
  private PlainMetagraph() {}

  static Metagraph read(Value answer, Netuid netuid) {
    var fields = AnswerField.inOption(answer, "subnet " + netuid);
    if (fields.at("netuid").number() != netuid.value()) {
      throw AnswerField.problem(Kind.INCONSISTENT, "metagraph of another subnet");
    }
    return new MemberLists(
            fields.at("hotkeys").list(AnswerField::account),
            fields.at("axons").list(PlainMetagraph::axon),
            fields.at("validator_permit").list(AnswerField::flag),
            fields.at("last_update").list(AnswerField::number),
            fields.at("total_stake").list(AnswerField::number))
        .at(new BlockNumber(fields.at("block").number()));
  }

  private static AxonInfo axon(AnswerField axon) {
    return new AxonInfo(
        axon.at("block").bits(),
        axon.at("version").number(),
        axon.at("ip").whole(),
        axon.at("port").small(),
        axon.at("ip_type").small(),
        axon.at("protocol").small(),
        axon.at("placeholder1").small(),
        axon.at("placeholder2").small());
  }
}
