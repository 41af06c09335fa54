@main struct Vetsearch { static func main() {} }
