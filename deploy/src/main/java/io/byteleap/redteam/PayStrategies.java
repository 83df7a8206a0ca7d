package io.byteleap.redteam;

import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.redteam.Strategy.Caught;
import io.byteleap.redteam.Strategy.Claim;
import io.byteleap.redteam.Strategy.Fair;
import io.byteleap.redteam.Strategy.Family;
import io.byteleap.redteam.Strategy.OfPay;
import java.util.List;

/// What is tried against the rules of pay.
final class PayStrategies {
  private PayStrategies() {}

  static List<Strategy> all() {
    return List.of(
        of(
            "heartbeat-alone",
            "sends heartbeats, collects no challenge",
            new Caught(1),
            PayCheats::heartbeatAlone),
        of(
            "lease-after-death",
            "dies while it is rented, nobody ends the lease",
            new Caught(1),
            PayCheats::leaseAfterDeath),
        of(
            "worker-101",
            "reports more workers than a miner may have",
            new Caught(1),
            PayCheats::oneWorkerTooMany),
        of(
            "address-hopping",
            "another address in every bucket, no penalty set",
            new Fair(),
            random -> PayCheats.addressHopping(random, AddressPenalty.NONE)),
        of(
            "address-hopping-penalty",
            "the same where changes halve the availability",
            new Caught(1),
            random -> PayCheats.addressHopping(random, AddressPenalty.HALVING)),
        of(
            "clock-games",
            "stamps heartbeats with times that it missed",
            new Caught(1),
            PayCheats::clockGames));
  }

  private static Strategy of(String name, String tried, Claim claim, Strategy.PayPlay play) {
    return new Strategy("pay-" + name, Family.PAY, tried, claim, new OfPay(play));
  }
}
