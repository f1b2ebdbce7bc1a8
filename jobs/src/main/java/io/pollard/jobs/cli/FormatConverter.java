package io.pollard.jobs.cli;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Formats by the names that are printed. */
final class FormatConverter implements ITypeConverter<ExportJob.Format> {
  @Override
  public ExportJob.Format convert(String text) {
    return Arrays.stream(ExportJob.Format.values())
        .filter(format -> format.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no format; supported are %s"
                        .formatted(text, Arrays.toString(ExportJob.Format.values()))));
  }
}
