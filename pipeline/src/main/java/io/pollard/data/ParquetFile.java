package io.pollard.data;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.HadoopPlace;
import io.pollard.data.place.LocalPlace;
import io.pollard.data.place.Place;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * A Parquet file, opened for each use.
 *
 * @param place where it is
 */
record ParquetFile(Place place) {

  /** What is done with the open file. */
  @FunctionalInterface
  interface Reading<T> {
    T read(ParquetFileReader reader) throws IOException;
  }

  ParquetHeader header() {
    return read(reader -> ParquetHeader.of(this, reader.getFooter()));
  }

  /**
   * @throws DataException if it is no Parquet file or damaged
   * @throws UncheckedIOException if the file system fails
   */
  <T> T read(Reading<T> reading) {
    try (ParquetFileReader reader = ParquetFileReader.open(input())) {
      return reading.read(reader);
    } catch (DataException | UserException | UncheckedIOException e) {
      throw e;
    } catch (EOFException | ChecksumException | RuntimeException e) {
      // Parquet answers damage with runtime exceptions of any kind, Hadoop with a checksum if it
      // kept one.
      throw new DataException(
          "Cannot read Parquet: damaged, or no Parquet file (file=%s, bytes=%d); write it again"
              .formatted(place, place.length()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + place + ": " + e.getMessage(), e);
    }
  }

  private HadoopInputFile input() throws IOException {
    if (place instanceof HadoopPlace hadoop) {
      return HadoopInputFile.fromPath(hadoop.path(), hadoop.fileSystem().getConf());
    }
    if (place instanceof LocalPlace local) {
      return HadoopInputFile.fromPath(new Path(local.path().toUri()), new Configuration());
    }
    throw new IllegalStateException("Parquet is not read from " + place);
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
