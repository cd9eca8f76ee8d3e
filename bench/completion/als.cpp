// Reference for bench/completion/run.mjs: one sweep of explicit alternating least squares in plain loops, double precision, no BLAS.
// Usage: als <entries.bin> <k> <sweeps>   entries.bin: int32 rows, columns, count; int32 row[count], column[count]; double value[count]
// Prints the least processor time of a sweep in milliseconds.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

struct Entry { int other; double value; };
using Index = std::vector<std::vector<Entry>>;

static Index indexBy(int lines, const std::vector<int>& line, const std::vector<int>& other, const std::vector<double>& value) {
  Index index(lines);
  for (size_t e = 0; e < line.size(); e++) index[line[e]].push_back({other[e], value[e]});
  return index;
}

static void solveSide(int k, const Index& index, std::vector<double>& own, const std::vector<double>& other, double lambda) {
  std::vector<double> g(k * k), h(k);
  for (size_t i = 0; i < index.size(); i++) {
    std::fill(g.begin(), g.end(), 0);
    std::fill(h.begin(), h.end(), 0);
    for (const Entry& e : index[i]) {
      const double* q = &other[size_t(e.other) * k];
      for (int a = 0; a < k; a++) {
        const double s = q[a];
        for (int b = 0; b <= a; b++) g[a * k + b] += s * q[b];
        h[a] += s * e.value;
      }
    }
    for (int a = 0; a < k; a++) g[a * k + a] += lambda * index[i].size();
    for (int j = 0; j < k; j++) {
      double pivot = g[j * k + j];
      for (int p = 0; p < j; p++) pivot -= g[j * k + p] * g[j * k + p];
      g[j * k + j] = std::sqrt(pivot);
      for (int r = j + 1; r < k; r++) {
        double s = g[r * k + j];
        for (int p = 0; p < j; p++) s -= g[r * k + p] * g[j * k + p];
        g[r * k + j] = s / g[j * k + j];
      }
    }
    for (int a = 0; a < k; a++) {
      for (int p = 0; p < a; p++) h[a] -= g[a * k + p] * h[p];
      h[a] /= g[a * k + a];
    }
    for (int a = k - 1; a >= 0; a--) {
      for (int p = a + 1; p < k; p++) h[a] -= g[p * k + a] * h[p];
      own[i * k + a] = h[a] /= g[a * k + a];
    }
  }
}

int main(int, char** argv) {
  FILE* file = std::fopen(argv[1], "rb");
  const int k = std::atoi(argv[2]), sweeps = std::atoi(argv[3]);
  int32_t head[3];
  if (!file || std::fread(head, 4, 3, file) != 3) return 1;
  const size_t count = head[2];
  std::vector<int> row(count), column(count);
  std::vector<double> value(count);
  if (std::fread(row.data(), 4, count, file) != count || std::fread(column.data(), 4, count, file) != count) return 1;
  if (std::fread(value.data(), 8, count, file) != count) return 1;
  const Index rows = indexBy(head[0], row, column, value), columns = indexBy(head[1], column, row, value);
  std::vector<double> p(size_t(head[0]) * k), q(size_t(head[1]) * k);
  uint32_t state = 1;
  for (double& x : q) x = 0.2 * ((state = state * 1664525u + 1013904223u) / 4294967296.0 - 0.5);
  double least = 1e300;
  for (int t = 0; t < sweeps; t++) {
    const clock_t start = std::clock();
    solveSide(k, rows, p, q, 0.1);
    solveSide(k, columns, q, p, 0.1);
    least = std::min(least, 1e3 * double(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::printf("%.3f\n", least);
}
