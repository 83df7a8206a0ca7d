package io.byteleap.domain.exact;

import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;

/// The root that a unit commits to and of how much of its product it is, with its key and its
/// signature over the whole [CommitmentStatement].
public record ExactCommitment(
    UnitId unit, Extent extent, TreeHash root, WorkerKey key, KeySignature signature) {
  /// The commitment to a whole product by a unit that holds `keypair`.
  public static ExactCommitment signed(
      ChallengeId challenge,
      UnitName unit,
      ExactShape shape,
      TreeHash root,
      WorkerKeypair keypair) {
    return signed(challenge, unit, shape, new Extent.Whole(), root, keypair);
  }

  /// The same to `extent` of it.
  public static ExactCommitment signed(
      ChallengeId challenge,
      UnitName unit,
      ExactShape shape,
      Extent extent,
      TreeHash root,
      WorkerKeypair keypair) {
    var statement = new CommitmentStatement(challenge, unit, shape, extent, root, keypair.key());
    return new ExactCommitment(
        unit.unit(), extent, root, keypair.key(), keypair.sign(statement.bytes()));
  }

  /// Whether the signature is that of the key over this commitment, said in `challenge` by `name`
  /// of a product of `shape`.
  public boolean isSigned(ChallengeId challenge, UnitName name, ExactShape shape) {
    return name.unit().equals(unit)
        && key.verifies(
            new CommitmentStatement(challenge, name, shape, extent, root, key).bytes(), signature);
  }
}
