package io.byteleap.redteam;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.RowGenerator;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// All rows of a product of challenge v1 as somebody claims them. Rows may be changed before they
/// are committed to; what is changed afterwards is not what was committed to.
final class MatrixRows {
  private final long[][] values;

  /// `values` themselves, without a copy.
  MatrixRows(long[][] values) {
    this.values = values;
  }

  /// The product of `work` itself, by plain loops.
  static MatrixRows honest(MatrixSpec work) {
    var generator = RowGenerator.of(work);
    var a = matrix(generator, work.size());
    var b = matrix(generator, work.size());
    var product = ofEntries(a, b);
    for (int i = 1; i < work.iterations(); i++) {
      product = times(product, b);
    }
    return new MatrixRows(product);
  }

  private static int[][] matrix(RowGenerator generator, int size) {
    var rows = new int[size][size];
    for (var row : rows) {
      var entries = generator.next();
      for (int j = 0; j < size; j++) {
        row[j] = entries[j];
      }
    }
    return rows;
  }

  /// The first product, of which every sum fits 32 bits: sizes stay far below 8,590.
  private static long[][] ofEntries(int[][] a, int[][] b) {
    int size = b.length;
    var product = new long[size][size];
    var sums = new int[size];
    for (int i = 0; i < size; i++) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < size; k++) {
        int factor = a[i][k];
        int[] row = b[k];
        for (int j = 0; j < size; j++) {
          sums[j] += factor * row[j];
        }
      }
      for (int j = 0; j < size; j++) {
        product[i][j] = sums[j];
      }
    }
    return product;
  }

  private static long[][] times(long[][] a, int[][] b) {
    int size = b.length;
    var product = new long[size][size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        long factor = a[i][k];
        for (int j = 0; j < size; j++) {
          product[i][j] += factor * b[k][j];
        }
      }
    }
    return product;
  }

  /// The rows; changes are changes of the claim.
  long[][] values() {
    return values;
  }

  int size() {
    return values.length;
  }

  List<String> hashes() {
    return IntStream.range(0, size()).mapToObj(row -> RowHash.of(values[row]).hex()).toList();
  }

  MerkleTree tree() {
    return MerkleTree.of(hashes());
  }

  static List<Commitment> committed(MerkleTree tree) {
    return List.of(Commitment.ofCpu(tree.root()));
  }

  /// The rows asked for, with their paths in `tree`; hashes are those that the rows have now.
  Proof opened(MerkleTree tree, List<Integer> rows) {
    var now = hashes();
    return proof(rows.stream().map(now::get).toList(), rows.stream().map(tree::proof).toList());
  }

  static Proof proof(List<String> hashes, List<MerkleProof> paths) {
    return new Proof(
        List.of(
            new UnitProof(
                UnitId.CPU, new ArrayList<>(hashes), new ArrayList<>(paths), Numbers.NONE)));
  }
}
