package io.byteleap.simulation;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.weights.WeightEpoch;
import java.time.Instant;
import java.util.List;

/// A validator of a world, whatever it is made of.
public interface Validator {
  Hotkey hotkey();

  /// What its clock shows.
  Instant now();

  /// Since when it has been there without a break, by its clock.
  Instant since();

  boolean isUp();

  /// The number of its life; each crash ends one.
  int life();

  /// Whether it still lives the life with this number.
  default boolean isAlive(int number) {
    return isUp() && life() == number;
  }

  /// Begins to work.
  void begin();

  /// Loses everything that is not kept.
  void crash();

  /// A crash is over; two may overlap.
  void comeBack();

  /// Crashes between the next thing that it stores and the answer to it, and starts again by
  /// itself.
  void crashAtNextStore();

  /// The hub says which of a miner's workers are rented.
  void published(Miner miner, List<Hub.Word> words, Others others);

  /// The world is over: what the journals make again is what there was, and a last round is scored.
  void close();

  /// The scores of the last round, in the order of the world's miners.
  List<MinerScore> latest();

  WeightEpoch epoch();
}
