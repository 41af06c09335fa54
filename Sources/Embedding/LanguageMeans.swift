import Foundation

/// What is common to the vectors of each language, made by `script/language-means`.
///
/// The model places texts of one language nearer to each other than texts that mean the same in two languages. When the mean of
/// each language is taken away, a text's meaning decides. The means are those of fixed texts, so the vectors of a document do
/// not depend on what else a toolbox contains.
package struct LanguageMeans: Sendable {
    package static let shared = LanguageMeans(String(decoding: PackageResources.language_means_txt, as: UTF8.self))

    /// By language code: the mean of passages, and that of questions.
    private let means: [String: (passages: [Float], questions: [Float])]

    /// The languages that have a mean; the vectors of others stay as they are.
    package var languages: [String] { means.keys.sorted() }

    init(_ text: String) {
        means = Dictionary(
            uniqueKeysWithValues: text.split(separator: "\n").map { line in
                let fields = line.split(separator: " ").map(String.init)
                precondition(fields.count == 5, "a line of language-means.txt has five fields")
                return (fields[0], (Self.decode(fields[1], fields[2]), Self.decode(fields[3], fields[4])))
            }
        )
    }

    private static func decode(_ scale: String, _ numbers: String) -> [Float] {
        guard let scale = Float(scale), let bytes = Data(base64Encoded: numbers) else {
            preconditionFailure("language-means.txt is damaged")
        }
        return bytes.map { Float(Int8(bitPattern: $0)) * scale }
    }

    /// The vector of a text in a language, without what is common to the language.
    package func centred(_ vector: [Float], language: String, as use: EmbeddingModel.Use) -> ByteVector {
        guard let mean = means[language].map({ use == .question ? $0.questions : $0.passages }),
            mean.count == vector.count
        else { return ByteVector(vector) }
        return ByteVector(zip(vector, mean).map { $0 - $1 })
    }
}
