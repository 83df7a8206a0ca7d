package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.units.Bytes;

/// One thread's work on a card: memory, two lanes, and what runs in them. Whatever fails is a
/// [CudaFault]; what fails in a lane shows at the next call that waits.
///
/// Matrices lie row by row. A is of rows of A; B is of *columns* of B, since tensor cores read both
/// along k; C is of rows of 32-bit sums.
interface Session extends AutoCloseable {
  /// Bytes of the card's memory that nobody has.
  long freeBytes();

  /// Memory with anything in it, until the session ends.
  Region allocate(long bytes);

  /// A mark that is nowhere yet: to wait for it is no wait.
  Mark mark();

  /// Sets the mark behind all that was put in the lane so far.
  void set(Mark mark, Lane lane);

  /// What is put in the lane from now on waits for the mark as it is set now.
  void hold(Lane lane, Mark mark);

  /// Waits, this thread, until the mark is reached.
  void await(Mark mark);

  /// Copies values to the card, in the product lane.
  void upload(int[] values, Region to);

  /// Copies from the card what no lane writes any more.
  void download(Region from, byte[] to);

  /// As above.
  void download(Region from, int[] to);

  /// Rows of a generated matrix of size `size`.
  void fillRows(Region out, MatrixKey key, Span rows, int size);

  /// The rows of a generated matrix whose indices are in `listed`, 32 bits each.
  void fillListedRows(Region out, MatrixKey key, Region listed, int size);

  /// Columns of a generated matrix, as rows; first and count are multiples of 64.
  void fillColumns(Region out, MatrixKey key, Span columns, int size);

  /// `c = a * b`: every row of `a` with every column of `b`.
  void multiply(Operands operands, Extent extent);

  /// The next rows of A, from the sums of `step`.
  void mapRows(Region sums, Region a, Step step);

  /// The leaves of `rows` take in the sums of `step`, in the hashing lane.
  void hashRows(Region sums, Leaves leaves, Span rows, Step step);

  /// Waits for the lanes, and frees all that was allocated. Whatever is wrong with the card then is
  /// the next session's.
  @Override
  void close();

  /// Where the factors and the product of one multiplication lie.
  record Operands(Region a, Region b, Region c) {}

  /// `rows` x `columns` sums of `depth` products each, rows of sums being `stride` sums apart.
  /// Rows, columns and depth are multiples of 128.
  record Extent(int rows, int columns, int depth, int stride) {
    private static final int MULTIPLE = 128;

    public Extent {
      if (rows < 1 || columns < 1 || depth < 1 || stride < columns) {
        throw new IllegalArgumentException("an empty product, or rows that overlap");
      }
      if (rows % MULTIPLE != 0 || columns % MULTIPLE != 0 || depth % MULTIPLE != 0) {
        throw new IllegalArgumentException("a product is of whole tiles of " + MULTIPLE);
      }
    }
  }

  /// Where leaves are made: states between steps (32 bytes a row), then digests (32 bytes a row),
  /// bound to `binding`.
  record Leaves(Region states, Region digests, Bytes binding) {}
}
